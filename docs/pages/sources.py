"""The page of sources: their cards."""

from __future__ import annotations

from entrepot.sources import ALL_SOURCES
from entrepot.sources.source import Source
from pages.markdown import both, code, codes, joined, table

INTRODUCTION = """\
# Sources · 来源

Every source that `entrepot source list` shows. Where several hold what a question needs, the first in this order is read.
How to bring files in: [sources.md](../sources.md).
有多个来源可回答同一问题时，按此顺序取第一个；如何导入见 [sources.md](../sources.md)。"""


def sources() -> str:
    contents = table(
        ("id · 代号", "title", "名称", "gives · 数据表", "may be passed on · 可转发", "fetched by `source fetch` · 可下载"),
        (
            (
                f"[{one.id}](#{one.id})", one.title.en, one.title.zh, f"[{one.gives.name}](tables.md#{one.gives.name})",
                _yes(one.licence.may_republish), _yes(one.fetchable),
            )
            for one in ALL_SOURCES
        ),
    )  # fmt: skip
    return joined(INTRODUCTION, contents, *(_source(one) for one in ALL_SOURCES))


def _source(one: Source) -> str:
    licence = one.licence
    passed_on = "may be passed on · 可以转发" if licence.may_republish else "may not be passed on · 不得转发"
    reference = f"; {licence.reference}" if licence.reference else ""
    facts = [
        f"- publisher · 发布机构: {both(one.publisher)}{f'; {one.address}' if one.address else ''}",
        f"- licence · 许可: {both(licence.name)}; {passed_on}{reference}",
        f"- a later file replaces the same · 后到文件按此替换: {codes(one.restates)}"
        + (
            "; also the one partner, regime, firm type or district that a query was narrowed to"
            if one.selective
            else ""
        ),
    ]
    if one.synthetic:
        facts.append("- synthetic: every row is marked · 合成数据：每行均有标记")
    if one.fetchable:
        facts.append(f"- {code(f'entrepot source fetch {one.id}')}")
    return joined(f"## {one.id}", f"**{both(one.title)}**", "\n".join(facts), one.how.en, one.how.zh)


def _yes(true: bool) -> str:
    return "yes · 是" if true else "no · 否"
