"""What is said of a customs file beside its rows: cells read otherwise than printed, lines added up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from entrepot.sources.cells import remark
from entrepot.sources.china_customs_cells import is_note
from entrepot.sources.china_customs_monthly import lines_of, zones_left_out
from entrepot.sources.china_customs_narrowed import place_in_name
from entrepot.sources.china_customs_query import rows_of_query
from entrepot.sources.source import About
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import ibis


_FROM_NAME: Final = {"place_from_name": T("place", "地区"), "partner_from_name": T("partner", "贸易伙伴")}


def query_remarks(raw: ibis.Table, about: About) -> ibis.Table | None:
    """One line for each rule of `remark_message` that this file could have broken."""
    import ibis

    rows = rows_of_query(raw, about)
    counts = {name: rows[name].count() for name in rows.columns if name.endswith("_mended")}
    if "lines_summed" in rows.columns:
        counts["repeated_keys"] = (rows.lines_summed > 1).sum().fill_null(0)
    for name in {"place_from_name", "partner_from_name"} & set(rows.columns):
        counts[name] = rows.count()
    notes = remark("note_lines", raw.filter(is_note(raw, about.sheet.columns)))
    if not counts:
        return notes
    # One row made long: a union of selections would read the file once for each rule.
    said = rows.aggregate(**counts).pivot_longer(list(counts), names_to="rule", values_to="rows")
    level = said.rule.endswith("_from_name").ifelse("note", "warn")
    return ibis.union(said.select("rule", level=level, rows=said.rows.cast("int64")), notes)


def printed_remarks(raw: ibis.Table, about: About) -> ibis.Table:
    import ibis

    notes = remark("note_lines", raw.filter(is_note(raw, about.sheet.columns)))
    said = [notes, remark("zones_left_out", zones_left_out(raw, about))]
    lines, kind = lines_of(raw, about)
    if kind in ("partner", "regime") and about.option("reporter") is None and place_in_name(about) is not None:
        said.append(remark("place_from_name", lines))
    return ibis.union(*said)


def remark_message(rule: str, rows: int) -> T:
    if rule == "product_mended":
        return T(
            f"{rows:,} product codes had an odd number of digits, having lost their leading zero to a spreadsheet: "
            "it was put back (1012100 is 01012100)",
            f"{rows:,} 个商品编码位数为奇数，前导零被电子表格丢失，已补回（1012100 即 01012100）",
        )
    if rule == "repeated_keys":
        return T(
            f"{rows:,} rows are sums of several lines of the file that say the same of everything but the amount",
            f"{rows:,} 行由文件中除金额外完全相同的多行（重复键）相加而成",
        )
    if rule == "note_lines":
        return T(f"{rows:,} lines of notes under the table left out", f"略去表下说明文字 {rows:,} 行")
    if rule == "zones_left_out":
        return T(
            f"{rows:,} values of zones within provinces left out: the provinces hold them",
            f"略去省内开发区等区域的数值 {rows:,} 个：已含于所在省份",
        )
    if rule in _FROM_NAME:
        what = _FROM_NAME[rule]
        return T(
            f"the {what.en} of all {rows:,} rows was read off the name of the file; --set says another",
            f"全部 {rows:,} 行的{what.zh}取自文件名；如有不符请用 --set 指明",
        )
    what = {
        "partner_mended": T("partner", "贸易伙伴"),
        "reporter_mended": T("province", "地区"),
        "regime_mended": T("customs regime", "贸易方式"),
    }[rule]
    return T(
        f"in {rows:,} rows the name of the {what.en} is not that of its code: the code was believed",
        f"{rows:,} 行的{what.zh}名称与编码不符：以编码为准",
    )
