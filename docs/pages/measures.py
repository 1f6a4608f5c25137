"""The page of measures, theme by theme."""

from __future__ import annotations

from entrepot.measures import THEMES, all_measures
from entrepot.measures.example import Example
from entrepot.measures.measure import Measure, Range, Theme
from pages.markdown import both, code, codes, joined, table, text_block

INTRODUCTION = """\
# Measures · 指标

Every measure that `entrepot measure list` shows, in the order of its themes. `value` is the answer; the terms are the numbers
that the formula speaks of, and `entrepot measure explain` puts them in. How to ask: [measures.md](../measures.md).
每个指标的公式、各项、选项、出处和可以笔算验证的算例；用法见 [measures.md](../measures.md)。"""


def measures() -> str:
    of_theme = {theme.id: [one for one in all_measures() if one.theme.id == theme.id] for theme in THEMES}
    contents = table(
        ("theme · 主题", "measures · 指标"),
        ((both(theme.title), ", ".join(f"[{one.id}](#{one.id})" for one in of_theme[theme.id])) for theme in THEMES),
    )
    return joined(INTRODUCTION, contents, *(_theme(theme, of_theme[theme.id]) for theme in THEMES))


def _theme(theme: Theme, listed: list[Measure]) -> str:
    return joined(f"## {both(theme.title)}", *(_measure(one) for one in listed))


def _measure(one: Measure) -> str:
    facts = [
        f"- per · 分组: {codes(one.per)}; unit · 单位: {both(one.unit.title)}; range · 取值: {_range(one.range)}; {one.direction}",
        f"- reads · 读取: {'; '.join(f'{code(wanted.name)} {both(wanted.title)}' for wanted in one.reads)}",
        f"- reference · 出处: {one.reference}",
    ]
    if one.bounds:
        facts.append(
            "- gives bounds where part of the whole is not listed · 整体有缺失时给出上下界: `value_low`, `value_high`"
        )
    if one.adds_up:
        facts.append("- works over windows of periods · 可按滚动窗口计算: `--rolling`")
    if one.arrays:
        facts.append("- computed from arrays, not by SQL · 以数组计算，不生成 SQL")
    terms = ((code(term.name), term.en, term.zh, both(term.unit.title)) for term in one.terms)
    options = (
        (code(o.name), "" if o.default is None else code(o.default), codes(o.choices), o.title.en, o.title.zh)
        for o in one.options
    )
    return joined(
        f"### {one.id}", f"**{both(one.title)}**", one.definition, text_block(f"value = {one.formula}"), "\n".join(facts),
        table(("term", "what", "项", "unit · 单位"), terms),
        table(("option · 选项", "default · 默认", "choices · 可选", "what", "说明"), options),
        *(_example(example) for example in one.examples),
    )  # fmt: skip


def _range(limits: Range) -> str:
    low, high = ("−∞" if limits[0] is None else f"{limits[0]:g}"), ("∞" if limits[1] is None else f"{limits[1]:g}")
    return f"{low} … {high}"


def _example(example: Example) -> str:
    asked = [f"{name}={value}" for name, value in example.options]
    asked += [f"by={','.join(example.by)}"] if example.by else []
    words = f" ({codes(asked)})" if asked else ""
    given = [f"{name}\n{_aligned(text)}" for name, text in example.given]
    return joined(
        f"Example · 算例: {both(example.source)}{words}",
        text_block("\n\n".join([*given, f"→\n{_aligned(example.expect)}"])),
    )


def _aligned(text: str) -> str:
    rows = [line.split() for line in text.strip().splitlines()]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, cells, widths)).rstrip() for cells in rows)
