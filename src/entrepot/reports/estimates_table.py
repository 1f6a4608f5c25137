"""Estimates side by side, as papers print them: coefficients with stars, errors in parentheses below; as a paper, and as LaTeX."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from entrepot.models.gravity import Estimates
from entrepot.reports.documents import FORMATS, write_paper
from entrepot.studies.paper import Column, Entry, Paper, Section, SourceLine, Table
from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import Language, T

LATEX: Final = "tex"
STARS: Final = ((0.01, "***"), (0.05, "**"), (0.1, "*"))
_TERMS: Final = {
    "log_distance_km": T("log distance", "距离对数"),
    "contiguous": T("contiguity", "接壤"),
    "common_language": T("common language", "共同语言"),
    "colony": T("colonial tie", "殖民联系"),
    "rta": T("trade agreement", "贸易协定"),
    "international": T("international border", "国界"),
    "log_exporter_size": T("log size of the exporter", "出口方规模对数"),
    "log_importer_size": T("log size of the importer", "进口方规模对数"),
}
_EFFECTS: Final = {
    ("exporter", "year"): T("exporter-year", "出口方—年"),
    ("importer", "year"): T("importer-year", "进口方—年"),
    ("pair",): T("pair", "国家对"),
    ("directed_pair",): T("directed pair", "有向国家对"),
    ("own_country",): T("own country", "本国"),
}
_YES, _NO = T("yes", "是"), T("no", "否")


def term_title(term: str) -> T:
    """`rta_lag4` is the agreement four years before; a term of one's own is called as it is."""
    if term in _TERMS:
        return _TERMS[term]
    for mark, en, zh in (("_lag", "earlier", "前"), ("_lead", "later", "后")):
        name, found, years = term.partition(mark)
        if found and years.isdigit() and name in _TERMS:
            return T(f"{_TERMS[name].en}, {years} years {en}", f"{_TERMS[name].zh}（{years}年{zh}）")
    if term.startswith("border_"):
        year = term.removeprefix("border_")
        return T(f"border {year}", f"{year}年边界")
    return T(term, term)


def stars(p_value: float) -> str:
    return next((mark for most, mark in STARS if p_value < most), "")


def estimates_paper(
    estimates: Sequence[Estimates], *, source: T, notes: Sequence[T] = (), synthetic: bool = False, vintage: str = ""
) -> Paper:
    """A paper of one table, which `reports.documents` writes as DOCX, PDF, HTML, XLSX and Markdown."""
    title = T("Gravity estimates", "引力模型估计结果")
    line = SourceLine((source,), "", synthetic=synthetic)
    table = Table("estimates", title, _columns(estimates), tuple(_rows(estimates)), line, (_STARS_SAID, *notes))
    return Paper("gravity", title, None, None, (), (Section("status", title, (table,)),), (), (), vintage)


def side_by_side(estimates: Sequence[Estimates], language: Language) -> tuple[list[str], list[list[str]]]:
    """Heads and rows as plain text."""
    heads = [one.title.in_language(language) for one in _columns(estimates)]
    return heads, [[_text(one, language) for one in row] for row in _rows(estimates)]


def latex(estimates: Sequence[Estimates], language: Language = "en") -> str:
    """A `tabular` for booktabs; nothing of the page around it."""
    heads, rows = side_by_side(estimates, language)
    below = _BELOW.in_language(language)
    lines = [rf"\begin{{tabular}}{{l{'c' * len(estimates)}}}", r"\toprule", _latex_row(["", *heads[1:]]), r"\midrule"]
    terms = 2 * len(_every_term(estimates))
    for place, row in enumerate(rows):
        lines += [r"\midrule"] if place == terms else []
        lines.append(_latex_row(["" if row[0] == below else row[0], *row[1:]]))
    return "\n".join([*lines, r"\bottomrule", r"\end{tabular}"]) + "\n"


def known_formats(named: str) -> tuple[str, ...]:
    """`docx,tex`: those of documents, and LaTeX; UnknownName where there is no such one."""
    known = (*FORMATS, LATEX)
    asked = tuple(dict.fromkeys(part.strip().lower() for part in named.replace("，", ",").split(",") if part.strip()))
    for one in asked:
        if one not in known:
            hint = T(f"(known: {', '.join(known)})", f"（可用：{'、'.join(known)}）")
            raise UnknownName(T("format", "格式"), one, known, hint=hint)
    return asked


def write_estimates(
    estimates: Sequence[Estimates], paper: Paper, format: str, folder: Path, *, language: Language  # noqa: A002
) -> Path:  # fmt: skip
    """The table as a file of its own in `folder`."""
    path = folder / f"{paper.id}.{language}.{format}"
    if format != LATEX:
        return write_paper(paper, format, path, language=language)
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(latex(estimates, language), encoding="utf-8")
    return path


def _columns(estimates: Sequence[Estimates]) -> tuple[Column, ...]:
    def titled(place: int, one: Estimates) -> T:
        title = one.specification.title
        sector = f" {one.sector}" if one.sector else ""
        return T(f"({place}) {title.en}{sector}", f"（{place}）{title.zh}{sector}")

    own = (Column(f"e{place}", titled(place, one)) for place, one in enumerate(estimates, 1))
    return (Column("term", T("Term", "变量"), number=False), *own)


def _rows(estimates: Sequence[Estimates]) -> list[tuple[Entry, ...]]:
    rows: list[tuple[Entry, ...]] = []
    for term in _every_term(estimates):
        rows.append((term_title(term), *(_coefficient(one, term) for one in estimates)))
        rows.append((_BELOW, *(_error(one, term) for one in estimates)))
    effects = dict.fromkeys(effect for one in estimates for effect in one.specification.effects)
    for effect in effects:
        title = _EFFECTS.get(effect, T("-".join(effect), "—".join(effect)))
        named = T(f"effects: {title.en}", f"固定效应：{title.zh}")
        rows.append((named, *(_YES if effect in one.specification.effects else _NO for one in estimates)))
    rows.append((T("rows", "观测数"), *(_count(one.observations) for one in estimates)))
    rows.append((T("clusters", "聚类数"), *(_count(one.clusters) for one in estimates)))
    rows.append(
        (T("separated rows left out", "剔除的完全分离行"), *(_count(one.dropped.separated) for one in estimates))
    )
    rows.append((T("squared correlation", "拟合相关系数平方"), *(_plain(f"{one.r_squared:.3f}") for one in estimates)))
    return rows


def _every_term(estimates: Sequence[Estimates]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(term for one in estimates for term in one.terms))


def _coefficient(one: Estimates, term: str) -> Entry:
    if term not in one.terms:
        return None
    number = f"{one.of(term)[0]:.3f}".replace("-", "−")
    return _plain(number + stars(one.p_value(term)))


def _error(one: Estimates, term: str) -> Entry:
    return _plain(f"({one.of(term)[1]:.3f})") if term in one.terms else None


def _count(number: int) -> Entry:
    return _plain(f"{number:,}")


def _plain(text: str) -> T:
    return T(text, text)


def _text(entry: Entry, language: Language) -> str:
    return entry.in_language(language) if isinstance(entry, T) else ""


def _latex_row(cells: Sequence[str]) -> str:
    """Stars are raised; what LaTeX would take for a command is not one."""
    shown = []
    for cell in cells:
        number, mark = cell.rstrip("*"), cell[len(cell.rstrip("*")) :]
        shown.append(_escaped(number) + (f"$^{{{mark}}}$" if mark else ""))
    return " & ".join(shown) + r" \\"


def _escaped(text: str) -> str:
    return "".join("\\" + one if one in "&%$#_{}" else one for one in text).replace("−", "$-$")


_BELOW: Final = T("(standard error)", "（标准误）")
_STARS_SAID: Final = T(
    "Standard errors, clustered, in parentheses. *** p < 0.01, ** p < 0.05, * p < 0.1.",
    "括号内为聚类标准误。*** p < 0.01，** p < 0.05，* p < 0.1。",
)
