"""How much hangs on how few. Shares that do not add up to one give bounds, never a point made by renormalising."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entrepot.measures.composition import COMPOSITION
from entrepot.measures.measure import Names, Term, Theme, measure
from entrepot.measures.option import OVER, Option
from entrepot.measures.remarks import incomplete_list, unknown_number
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    from ibis import Table

CONCENTRATION = Theme("concentration", T("Concentration", "集中度"))

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


SHANXI_2018 = """period reporter part share
                 2018   CN-SX    IDN  0.124
                 2018   CN-SX    VNM  0.300
                 2018   CN-SX    THA  0.091
                 2018   CN-SX    SGP  0.138
                 2018   CN-SX    MYS  0.131
                 2018   CN-SX    LAO  0.005
                 2018   CN-SX    KHM  0.068
                 2018   CN-SX    BRN  0.010
                 2018   CN-SX    MMR  -
                 2018   CN-SX    PHL  -"""
HHI_OPTIONS = (OVER, POSSIBLE, COMPLETE_FROM)


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
    options=HHI_OPTIONS,
    bounds=True,
    remarks=incomplete_list,
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
hhi.example(
    source=T(
        "Shanxi's trade with ASEAN 2018, table 2: 13.3 per cent belong to two partners that are not printed",
        "山西对东盟贸易2018年表2：13.3%属于两个未列出的伙伴",
    ),
    given={"composition": SHANXI_2018},
    expect="""period reporter squares  unlisted unlisted_parts value value_low   value_high
              2018   CN-SX    0.154611 0.133    2              -     0.1634555   0.1723""",
)


@measure(
    theme=CONCENTRATION,
    title=T("Normalised Herfindahl-Hirschman index", "标准化赫芬达尔-赫希曼指数"),
    unit=Unit.INDEX,
    reads=(COMPOSITION,),
    per=("period", "reporter"),
    terms=(SQUARES, UNLISTED, Term("n", "parts that are possible", "可能的部分总数", Unit.COUNT)),
    formula="(squares - 1 / n) / (1 - 1 / n)",
    reference="Cracau and Duran Lima (2016), International Journal on Food System Dynamics 7(4), 382-386, "
    "doi:10.18461/ijfsd.v7i4.745",
    direction="lower is better",
    range=(0, 1),
    options=HHI_OPTIONS,
    bounds=True,
    remarks=unknown_number,
)
def hhi_normalised(
    composition: Table,
    *,
    by: Names = (),
    over: str = "partner",
    possible: int | None = None,
    complete_from: float = 0.999,
) -> Table:
    """(HHI - 1/n) / (1 - 1/n): 0 for equal parts, 1 for one; n is how many are possible, never how many are listed."""
    bounds = squares_bounds(composition, by, possible, complete_from)
    n = (
        (bounds.parts <= possible).ifelse(float(possible), None)
        if possible is not None
        else bounds.parts.nullif(bounds.parts)
    )
    bounds = bounds.mutate(n=n)
    equal = 1 / bounds.n
    scale = (1 - equal).nullif(0)
    return bounds.mutate(
        value=(bounds.hhi - equal) / scale,
        value_low=(bounds.hhi_low - equal) / scale,
        value_high=(bounds.hhi_high - equal) / scale,
    )


hhi_normalised.example(
    source=T(
        "by hand: two equal partners of four possible: (1/2 - 1/4) / (3/4)",
        "手算：4个可能伙伴中两个各占一半：(1/2 - 1/4) / (3/4)",
    ),
    given={
        "flows": """period reporter partner value
                    2020   A        JPN     5
                    2020   A        KOR     5"""
    },
    options={"possible": 4},
    expect="""period reporter squares unlisted n value              value_low          value_high
              2020   A        0.5     0        4 0.3333333333333333 0.3333333333333333 0.3333333333333333""",
)
hhi_normalised.example(
    source=T(
        "by hand: nobody says how many partners are possible, or fewer than are listed: no value",
        "手算：可能的伙伴数未给出：无值",
    ),
    given={
        "flows": """period reporter partner value
                    2020   A        JPN     5
                    2020   A        KOR     5"""
    },
    expect="""period reporter squares unlisted n value value_low value_high
              2020   A        0.5     0        - -     -         -""",
)
hhi_normalised.example(
    source=T(
        "by hand: two listed and only one possible is a contradiction, and one alone has no scale",
        "手算：列出两个却只可能有一个，自相矛盾；仅一个则无尺度",
    ),
    given={
        "flows": """period reporter partner value
                    2020   A        JPN     5
                    2020   A        KOR     5
                    2020   B        KOR     5"""
    },
    options={"possible": 1},
    expect="""period reporter squares n value
              2020   A        0.5     - -
              2020   B        1       1 -""",
)


@measure(
    theme=CONCENTRATION,
    title=T("Bounds of the Herfindahl-Hirschman index", "赫芬达尔-赫希曼指数上下界"),
    unit=Unit.INDEX,
    reads=(COMPOSITION,),
    per=("period", "reporter"),
    terms=(SQUARES, UNLISTED, UNLISTED_PARTS),
    formula="squares",
    reference="Entrepot: the least and the most that sum s^2 can be; 'Measures: the catalogue', section 3",
    direction="lower is better",
    range=(0, 1),
    options=(OVER, POSSIBLE),
    bounds=True,
)
def hhi_bounds(composition: Table, *, by: Names = (), over: str = "partner", possible: int | None = None) -> Table:
    """[sum s^2 + r^2/m, sum s^2 + r^2], r not listed, m partners not listed; a point only where nothing is missing."""
    bounds = squares_bounds(composition, by, possible, complete_from=1.0)
    return bounds.mutate(value=bounds.hhi, value_low=bounds.hhi_low, value_high=bounds.hhi_high)


hhi_bounds.example(
    source=T(
        "Shanxi's trade with ASEAN 2018, table 2: 13.3 per cent belong to two partners that are not printed",
        "山西对东盟贸易2018年表2：13.3%属于两个未列出的伙伴",
    ),
    given={"composition": SHANXI_2018},
    expect="""period reporter squares  unlisted unlisted_parts value value_low   value_high
              2018   CN-SX    0.154611 0.133    2              -     0.1634555   0.1723""",
)
hhi_bounds.example(
    source=T(
        "by hand: four partners are possible, two are listed, so two share the rest",
        "手算：可能有4个伙伴，列出2个，其余2个分享余数",
    ),
    given={
        "composition": """period reporter part share
                          2020   A        JPN  0.5
                          2020   A        KOR  0.3"""
    },
    options={"possible": 4},
    expect="""period reporter squares unlisted unlisted_parts value value_low value_high
              2020   A        0.34    0.2      2              -     0.36      0.38""",
)


@measure(
    theme=CONCENTRATION,
    title=T("Hirschman index", "赫希曼指数"),
    unit=Unit.INDEX,
    reads=(COMPOSITION,),
    per=("period", "reporter"),
    terms=(SQUARES, UNLISTED, UNLISTED_PARTS),
    formula="sqrt(squares)",
    reference="Mikic and Gilbert (2009), Trade Statistics in Policymaking, ST/ESCAP/2559: regional and sectoral Hirschmann",
    direction="lower is better",
    range=(0, 1),
    options=HHI_OPTIONS,
    bounds=True,
    remarks=incomplete_list,
)
def hirschmann(
    composition: Table,
    *,
    by: Names = (),
    over: str = "partner",
    possible: int | None = None,
    complete_from: float = 0.999,
) -> Table:
    """H = sqrt(sum s^2): the root of the Herfindahl-Hirschman index."""
    bounds = squares_bounds(composition, by, possible, complete_from)
    return bounds.mutate(value=bounds.hhi.sqrt(), value_low=bounds.hhi_low.sqrt(), value_high=bounds.hhi_high.sqrt())


hirschmann.example(
    source=T("by hand: two halves, and one whole", "手算：两半与一整"),
    given={
        "composition": """period reporter part share
                          2020   A        JPN  0.5
                          2020   A        KOR  0.5
                          2021   A        JPN  1"""
    },
    expect="""period reporter squares value              value_low          value_high
              2020   A        0.5     0.7071067811865476 0.7071067811865476 0.7071067811865476
              2021   A        1       1                  1                  1""",
)
hirschmann.example(
    source=T(
        "by hand: half of it is not listed and belongs to two partners: [sqrt(3/8), sqrt(1/2)]",
        "手算：一半未列出、属于两个伙伴：[sqrt(3/8), sqrt(1/2)]",
    ),
    given={
        "composition": """period reporter part share
                          2020   A        JPN  0.5
                          2020   A        KOR  -
                          2020   A        RUS  -"""
    },
    expect="""period reporter squares unlisted unlisted_parts value value_low          value_high
              2020   A        0.25    0.5      2              -     0.6123724356957945 0.7071067811865476""",
)


@measure(
    theme=CONCENTRATION,
    title=T("Effective number of partners, products or regimes", "有效数目"),
    unit=Unit.COUNT,
    reads=(COMPOSITION,),
    per=("period", "reporter"),
    terms=(SQUARES, UNLISTED, UNLISTED_PARTS),
    formula="1 / squares",
    reference="Adelman (1969), Review of Economics and Statistics 51(1), 99-101, doi:10.2307/1926955",
    direction="higher is better",
    range=(1, None),
    options=HHI_OPTIONS,
    bounds=True,
    remarks=incomplete_list,
)
def effective_number(
    composition: Table,
    *,
    by: Names = (),
    over: str = "partner",
    possible: int | None = None,
    complete_from: float = 0.999,
) -> Table:
    """1 / HHI: how many equal parts would be as concentrated."""
    bounds = squares_bounds(composition, by, possible, complete_from)
    return bounds.mutate(
        value=1 / bounds.hhi.nullif(0), value_low=1 / bounds.hhi_high.nullif(0), value_high=1 / bounds.hhi_low.nullif(0)
    )


effective_number.example(
    source=T("by hand: four equal partners count as four, one as one", "手算：4个相等的伙伴计为4，一个计为1"),
    given={
        "flows": """period reporter partner value
                    2020   A        JPN     5
                    2020   A        KOR     5
                    2020   A        RUS     5
                    2020   A        USA     5
                    2021   A        JPN     5"""
    },
    expect="""period reporter squares value value_low value_high
              2020   A        0.25    4     4         4
              2021   A        1       1     1         1""",
)
effective_number.example(
    source=T(
        "by hand: half is not listed: between 1/(1/4+1/4) and 1/(1/4); no trade has no number",
        "手算：一半未列出：介于2与4之间；无贸易则无值",
    ),
    given={
        "flows": """period reporter partner value
                    2020   A        WLD     10
                    2020   A        JPN     5
                    2021   A        JPN     0"""
    },
    expect="""period reporter squares unlisted value value_low value_high
              2020   A        0.25    0.5      -     2         4
              2021   A        -       -        -     -         -""",
)
