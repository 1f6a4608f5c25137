"""Trade without its seasons: what is left of a month when what every such month brings is taken away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from entrepot.measures.arrays import in_words
from entrepot.measures.inputs import FLOWS
from entrepot.measures.measure import Names, Term, Theme, measure
from entrepot.measures.option import Option, OptionValue
from entrepot.measures.stl import trend_and_season
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.periods import parse_period
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

SEASONS = Theme("seasons", T("Seasons", "季节调整"))

MODEL = Option(
    "model",
    "additive",
    T(
        "Swings of so much money whatever the level (additive), or of so many per cent, as of trade that grows, by STL "
        "of logarithms (multiplicative)",
        "季节波动为固定金额（additive），或随规模变化的百分比，对数后做STL，适于增长中的贸易（multiplicative）",
    ),
    ("additive", "multiplicative"),
)
ROBUST = Option(
    "robust",
    "no",
    T(
        "Let single strange months weigh less, so that a shock is no season",
        "降低个别异常月份的权重，避免把冲击当作季节",
    ),
    ("no", "yes"),
)
WINDOW = Option(
    "window",
    7,
    T(
        "Over how many years a season may change: odd, the smoother the longer",
        "季节成分按多少年平滑：奇数，越大越平滑",
    ),
    type="whole",
    lowest=7,
)
PROGRAM = Option(
    "program",
    "statsmodels",
    T(
        "Settings of statsmodels (every period smoothed, five rounds), or of the authors' stlez (every tenth of a "
        "window smoothed, two rounds; if robust, until it settles)",
        "采用 statsmodels 的设置（逐期平滑，循环5次），或作者程序 stlez 的设置（每隔窗口的十分之一平滑一次，循环2次；稳健时至收敛）",
    ),
    ("statsmodels", "stlez"),
)
IN_A_YEAR = {"month": 12, "quarter": 4}
SERIES_NAMED = 3


def why_without(answer: pa.Table, keys: Names, options: Mapping[str, OptionValue]) -> tuple[T, ...]:
    """Which series have no value, and why: the first few by name."""
    within = tuple(key for key in keys if key != "period")
    said = []
    for series in each_series(answer, within, "x"):
        if (obstacle := series.obstacle(str(options["model"]))) is not None:
            name = " ".join(str(answer[key][int(series.rows[0])]) for key in within)
            said.append(T(f"{name} is not adjusted: {obstacle.en}", f"{name}未作季节调整：{obstacle.zh}"))
    more = len(said) - SERIES_NAMED
    rest = [T(f"{more} more series are not adjusted", f"另有{more}个序列未作季节调整")] if more > 0 else []
    return (*said[:SERIES_NAMED], *rest)


@measure(
    theme=SEASONS,
    title=T("Seasonally adjusted trade (STL)", "季节调整后金额（STL）"),
    unit=Unit.MONEY,
    reads=(FLOWS("period", "reporter"),),
    per=("period", "reporter"),
    terms=(
        Term("x", "value observed", "实际值"),
        Term("trend", "trend", "趋势"),
        Term("seasonal", "what the season adds", "季节成分"),
        Term("remainder", "remainder: observed less trend less season", "余项：实际值减趋势减季节成分"),
        Term("periods", "periods of the series", "序列期数", Unit.COUNT),
    ),
    formula="x - seasonal",
    reference="Cleveland, Cleveland, McRae and Terpenning (1990), STL: A Seasonal-Trend Decomposition Procedure Based on Loess, "
    "Journal of Official Statistics 6(1), 3-73",
    direction="neither",
    range=(None, None),
    options=(MODEL, ROBUST, WINDOW, PROGRAM),
    arrays=True,
    adds_up=True,
    remarks=why_without,
)
def seasonally_adjusted(
    flows: pa.Table,
    *,
    by: Names = (),
    model: str = "additive",
    robust: str = "no",
    window: int = 7,
    program: str = "statsmodels",
) -> pa.Table:
    """x less its season by STL: months or quarters without a gap, two full years at least; else no value."""
    import numpy as np
    import pyarrow as pa

    if window % 2 == 0:
        raise WrongCall(T(f"window is an odd number of years, not {window}", f"window 应为奇数年，而不是{window}"))
    keys = (*by, "reporter")
    sums = flows.group_by([*keys, "period"]).aggregate([("value", "sum")]).rename_columns([*keys, "period", "x"])
    found = {name: np.full(sums.num_rows, np.nan) for name in ("trend", "seasonal", "remainder", "periods", "value")}
    for series in each_series(sums, keys, "x"):
        found["periods"][series.rows] = len(series.x)
        if series.obstacle(model) is None:
            trend, seasonal = _in_money(series, model, robust == "yes", window, program)
            found["trend"][series.rows], found["seasonal"][series.rows] = trend, seasonal
            found["value"][series.rows] = series.x - seasonal
            found["remainder"][series.rows] = series.x - seasonal - trend
    for name, numbers in found.items():
        sums = sums.append_column(name, pa.array(numbers, mask=~np.isfinite(numbers)))
    return sums


@dataclass(frozen=True, slots=True)
class Series:
    """One series in order of time; `rows` are its places in the table, `first` the month in which each period begins."""

    rows: NDArray[np.int64]
    x: NDArray[np.float64]
    first: NDArray[np.int64]
    names: tuple[str, ...]
    in_a_year: int
    """12 for months, 4 for quarters, 0 for all else and for a mixture."""

    def obstacle(self, model: str) -> T | None:
        """Why this series cannot be taken apart."""
        import numpy as np

        if not self.in_a_year:
            return T(
                "only months or quarters have seasons: ask for --frequency month", "只有月度或季度数据有季节：请用 --frequency month"
            )  # fmt: skip
        skipped = np.flatnonzero(np.diff(self.first) != 12 // self.in_a_year)
        if len(skipped):
            after = self.names[skipped[0]]
            return T(f"the period after {after} is not there", f"{after}之后缺期")
        missing = np.flatnonzero(~np.isfinite(self.x))
        if len(missing):
            name = self.names[missing[0]]
            return T(f"{name} has no number", f"{name}无数值")
        if len(self.x) < 2 * self.in_a_year:
            return T(
                f"it has {len(self.x)} periods, and two full years are {2 * self.in_a_year}",
                f"仅有{len(self.x)}期，至少需要两个整年（{2 * self.in_a_year}期）",
            )
        if model == "multiplicative" and (self.x <= 0).any():
            name = self.names[np.flatnonzero(self.x <= 0)[0]]
            return T(f"{name} is not above zero and has no logarithm", f"{name}不大于零，无法取对数")
        return None


def each_series(table: pa.Table, keys: Names, value: str) -> Iterator[Series]:
    """The table's series, one for each combination of its keys; a row for each period."""
    import numpy as np

    if not table.num_rows:
        return
    periods = table["period"].combine_chunks().dictionary_encode()
    names = [str(name) for name in periods.dictionary.to_pylist()]
    calendar = np.array([_place(name) for name in names])[periods.indices.to_numpy()]
    codes = [in_words(table[key]).indices.to_numpy() for key in keys]
    numbers = table[value].to_numpy()
    order = np.lexsort((calendar[:, 0], *codes))
    sorted_codes = np.stack(codes)[:, order]
    begins = np.flatnonzero((np.diff(sorted_codes) != 0).any(axis=0)) + 1
    for rows in np.split(order, begins):
        kinds = set(calendar[rows, 1].tolist())
        texts = tuple(names[place] for place in periods.indices.to_numpy()[rows])
        yield Series(rows, numbers[rows], calendar[rows, 0], texts, kinds.pop() if len(kinds) == 1 else 0)


def _place(period: str) -> tuple[int, int]:
    """The month in which a period begins, and how many such periods a year has; what is no month or quarter has none."""
    try:
        found = parse_period(period)
    except WrongCall:
        return 0, 0
    return found.begin, IN_A_YEAR.get(found.frequency, 0)


def _in_money(
    series: Series, model: str, robust: bool, window: int, program: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Trend and season; under the multiplicative model the season is what its factor adds to what would be observed."""
    import numpy as np

    y = np.log(series.x) if model == "multiplicative" else series.x
    trend, season = trend_and_season(y, in_a_year=series.in_a_year, window=window, robust=robust, program=program)
    if model == "multiplicative":
        return np.exp(trend), series.x - series.x / np.exp(season)
    return trend, season


seasonally_adjusted.example(
    source=T(
        "by hand: quarters that grow by 2, and every year +3, -1, -4, +2 on top: the pattern is found",
        "手算：逐季增2，每年另有+3、-1、-4、+2的季节波动：全部识别",
    ),
    given={
        "flows": """period  reporter value
                    2020-Q1 A        103
                    2020-Q2 A        101
                    2020-Q3 A        100
                    2020-Q4 A        108
                    2021-Q1 A        111
                    2021-Q2 A        109
                    2021-Q3 A        108
                    2021-Q4 A        116"""
    },
    expect="""period  reporter x   trend seasonal periods value
              2020-Q1 A        103 100   3        8       100
              2020-Q2 A        101 102   -1       8       102
              2020-Q3 A        100 104   -4       8       104
              2020-Q4 A        108 106   2        8       106
              2021-Q1 A        111 108   3        8       108
              2021-Q2 A        109 110   -1       8       110
              2021-Q3 A        108 112   -4       8       112
              2021-Q4 A        116 114   2        8       114""",
)
seasonally_adjusted.example(
    source=T(
        "by hand: a quarter is missing, a year is no season, and one year is too short: nothing is filled in",
        "手算：缺一季、年度数据、仅一年：均无值，不作插补",
    ),
    given={
        "flows": """period  reporter value
                    2020-Q1 A        1
                    2020-Q2 A        2
                    2020-Q4 A        4
                    2020    B        9
                    2021    B        9
                    2020-Q3 C        5
                    2020-Q4 C        -"""
    },
    expect="""period  reporter x trend seasonal remainder periods value
              2020-Q1 A        1 -     -        -         3       -
              2020-Q2 A        2 -     -        -         3       -
              2020-Q4 A        4 -     -        -         3       -
              2020    B        9 -     -        -         2       -
              2021    B        9 -     -        -         2       -
              2020-Q3 C        5 -     -        -         2       -
              2020-Q4 C        - -     -        -         2       -""",
)
