"""Why rows of a concentration have no value, and the option that would give them one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from entrepot.measures.option import OptionValue
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import pyarrow as pa

    from entrepot.measures.measure import Names

FEWEST_SHOCKS = 2


def incomplete_list(answer: pa.Table, keys: Names, options: Mapping[str, OptionValue]) -> tuple[T, ...]:
    """How many rows list too little of their whole for a point."""
    needed = float(options["complete_from"] or 0)
    rows = _without(answer, "unlisted")
    found = [unlisted for unlisted in rows if unlisted is not None and unlisted > 1 - needed]
    if not found:
        return ()
    least = 1 - max(found)
    return (
        T(
            f"{len(found)} of {answer.num_rows} rows list less than {needed:g} of their whole and have no point value "
            f"(the least lists {least:.3f}); --set complete_from=NUMBER accepts less",
            f"{answer.num_rows}行中有{len(found)}行所列比重合计不足{needed:g}，不给点值（最低为{least:.3f}）；"
            "可用 --set complete_from=数值 放宽",
        ),
    )


def unknown_number(answer: pa.Table, keys: Names, options: Mapping[str, OptionValue]) -> tuple[T, ...]:
    """That there is no value until somebody says how many parts there could be."""
    if options["possible"] is None:
        return (
            T(
                "there is no value without the number of parts that are possible, listed or not: --set possible=NUMBER",
                "不给出可能的部分总数（无论是否列出）就没有值：--set possible=数值",
            ),
        )
    too_many = answer["n"].null_count if "n" in answer.column_names else 0
    said = incomplete_list(answer, keys, options)
    if not too_many:
        return said
    return (
        *said,
        T(
            f"{too_many} rows list more parts than possible={options['possible']}, and have no value",
            f"有{too_many}行所列部分多于 possible={options['possible']}，没有值",
        ),
    )


def incomplete_or_unscaled(answer: pa.Table, keys: Names, options: Mapping[str, OptionValue]) -> tuple[T, ...]:
    """What there is to say of an entropy, which is divided by ln n only if that was asked for."""
    return (unknown_number if options["normalise"] == "yes" else incomplete_list)(answer, keys, options)


def few_shocks(answer: pa.Table, keys: Names, options: Mapping[str, OptionValue]) -> tuple[T, ...]:
    """How many rows have too few periods in which the demand of every partner is known."""
    found = [seen for seen in _without(answer, "observations") if seen is not None and seen < FEWEST_SHOCKS]
    if not found:
        return incomplete_list(answer, keys, options)
    return (
        *incomplete_list(answer, keys, options),
        T(
            f"{len(found)} of {answer.num_rows} rows have no value: a variance takes {FEWEST_SHOCKS} periods in which the growth of "
            "every partner's imports is known. Load imports of all these partners for more periods, or name fewer with --partner",
            f"{answer.num_rows}行中有{len(found)}行没有值：方差至少需要{FEWEST_SHOCKS}期，且各期所有伙伴的进口增长率均已知。"
            "请收入这些伙伴更多时期的进口数据，或用 --partner 限定伙伴",
        ),
    )


def _without(answer: pa.Table, column: str) -> list[float | None]:
    """A column's cells in the rows that have no value."""
    import pyarrow.compute as pc

    found: list[float | None] = answer.filter(pc.is_null(answer["value"]))[column].to_pylist()
    return found
