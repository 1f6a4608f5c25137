"""What is said of a customs file beside its rows: cells read otherwise than printed, lines added up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.sources.china_customs_query import rows_of_query
from entrepot.sources.source import About
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import ibis


def query_remarks(raw: ibis.Table, about: About) -> ibis.Table | None:
    """One line for each rule of `remark_message` that this file could have broken."""
    import ibis

    rows = rows_of_query(raw, about)
    counts = {name: rows[name].count() for name in rows.columns if name.endswith("_mended")}
    if "lines_summed" in rows.columns:
        counts["repeated_keys"] = (rows.lines_summed > 1).sum().fill_null(0)
    if not counts:
        return None
    # One row made long: a union of selections would read the file once for each rule.
    said = rows.aggregate(**counts).pivot_longer(list(counts), names_to="rule", values_to="rows")
    return said.select("rule", level=ibis.literal("warn"), rows=said.rows.cast("int64"))


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
    what = {
        "partner_mended": T("partner", "贸易伙伴"),
        "reporter_mended": T("province", "地区"),
        "regime_mended": T("customs regime", "贸易方式"),
    }[rule]
    return T(
        f"in {rows:,} rows the name of the {what.en} is not that of its code: the code was believed",
        f"{rows:,} 行的{what.zh}名称与编码不符：以编码为准",
    )
