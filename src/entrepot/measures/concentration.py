"""How much hangs on how few. Shares that do not add up to one give bounds, never a point made by renormalising."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.measures.composition import COMPOSITION
from entrepot.measures.measure import Names, Term, Theme, measure
from entrepot.measures.option import OVER, Option
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    from ibis import Table

CONCENTRATION = Theme("concentration", T("Concentration and diversification", "集中与多元化"))

POSSIBLE = Option(
    "possible",
    None,
    T("How many parts are possible, listed or not", "可能的部分总数（无论是否列出）"),
    type="whole",
    lowest=1,
)
COMPLETE_FROM = Option(
    "complete_from",
    0.999,
    T("Sum of the listed shares from which a list counts as complete", "列出比重合计达到多少即视为完整"),
    type="number",
    lowest=0,
)
SQUARES = Term("squares", "sum of the squared shares that are listed", "已列比重的平方和", Unit.INDEX)
UNLISTED = Term("unlisted", "share that is not listed", "未列出的比重", Unit.SHARE)
UNLISTED_PARTS = Term("unlisted_parts", "parts that are not listed", "未列出的部分个数", Unit.COUNT)


def listed_sums(composition: Table, by: Names, possible: int | None) -> Table:
    """Per whole: squares, parts listed, share not listed, and how many parts it belongs to (null: nobody knows)."""
    keys = (*by, "period", "reporter")
    share = composition.share
    sums = composition.group_by(*keys).agg(
        squares=(share * share).sum(),
        listed=share.sum(),
        parts=share.count().cast("float64"),
        silent=share.isnull().ifelse(1.0, 0.0).sum(),
    )
    rest = 1 - sums.listed
    silent = sums.silent if possible is None else possible - sums.parts
    return sums.mutate(
        unlisted=(rest > 1e-12).ifelse(rest, rest * 0.0),
        unlisted_parts=(silent > 0).ifelse(silent, None),
    )


def squares_bounds(composition: Table, by: Names, possible: int | None, complete_from: float) -> Table:
    """`listed_sums` with the least and the most that the sum of all squared shares can be, and the point if known.

    The rest r spread evenly over m parts adds r^2/m, all in one part r^2; with m unknown the least it adds is nothing.
    """
    sums = listed_sums(composition, by, possible)
    rest = sums.unlisted * sums.unlisted
    complete = sums.unlisted <= 1 - complete_from
    spread = sums.squares + (rest / sums.unlisted_parts).coalesce(0.0)
    low = complete.ifelse(sums.squares, spread)
    return sums.mutate(hhi=complete.ifelse(sums.squares, None), hhi_low=low, hhi_high=sums.squares + rest)


@measure(
    theme=CONCENTRATION,
    title=T("Herfindahl-Hirschman index", "赫芬达尔-赫希曼指数（HHI）"),
    unit=Unit.INDEX,
    reads=(COMPOSITION,),
    per=("period", "reporter"),
    terms=(SQUARES, UNLISTED, UNLISTED_PARTS),
    formula="squares",
    reference="Herfindahl (1950); Hirschman (1964), American Economic Review 54(5), 761",
    direction="lower is better",
    range=(0, 1),
    options=(OVER, POSSIBLE, COMPLETE_FROM),
    bounds=True,
)
def hhi(
    composition: Table,
    *,
    by: Names = (),
    over: str = "partner",
    possible: int | None = None,
    complete_from: float = 0.999,
) -> Table:
    """HHI = sum s^2 over all parts; where shares are not all listed there are bounds and no point."""
    bounds = squares_bounds(composition, by, possible, complete_from)
    return bounds.mutate(value=bounds.hhi, value_low=bounds.hhi_low, value_high=bounds.hhi_high)


hhi.example(
    source=T("by hand: halves and quarters; one partner takes all", "手算：一半与四分之一；全部集中于一个伙伴"),
    given={
        "flows": """period reporter partner value
                    2020   A        JPN     50
                    2020   A        KOR     25
                    2020   A        RUS     25
                    2020   B        JPN     7"""
    },
    expect="""period reporter squares unlisted unlisted_parts value value_low value_high
              2020   A        0.375   0        -              0.375 0.375     0.375
              2020   B        1       0        -              1     1         1""",
)
hhi.example(
    source=T(
        "by hand: partners worth 20 of 100 are not listed, and nobody says how many; C trades nothing",
        "手算：100中有20未列出伙伴，个数不明；丙地没有贸易",
    ),
    given={
        "flows": """period reporter partner value
                    2020   A        WLD     100
                    2020   A        JPN     80
                    2020   C        JPN     0"""
    },
    expect="""period reporter squares unlisted unlisted_parts value value_low value_high
              2020   A        0.64    0.2      -              -     0.64      0.68
              2020   C        -       -        1              -     -         -""",
)
