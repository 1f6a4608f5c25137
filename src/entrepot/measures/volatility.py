"""How much trade swings: up and down, down alone, the worst fall from a peak, and what it is that moves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from entrepot.measures.arrays import panels
from entrepot.measures.inputs import FLOWS
from entrepot.measures.measure import Names, Term, Theme, measure
from entrepot.measures.option import Option
from entrepot.measures.periods import AGAINST, with_earlier, with_months
from entrepot.measures.two_way_effects import effects
from entrepot.vocabulary.text import T
from entrepot.vocabulary.units import Unit

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis import Table

VOLATILITY = Theme("volatility", T("Volatility", "波动"))

WINDOW = Option(
    "window",
    None,
    T("Over how many growth rates up to the period; all there are unless given", "截至该期的增长率个数；默认取全部"),
    type="whole",
    lowest=2,
)
TARGET = Option(
    "target",
    0.0,
    T("The growth below which it counts as a fall (log points)", "低于多少（对数增长率）即计为下行"),
    type="number",
)
RATES = Term("rates", "growth rates", "增长率个数", Unit.COUNT)
READS = (FLOWS("period", "reporter"),)
PARTS = ("common", "product", "market", "tie")


def log_growth(flows: Table, keys: Names, against: str) -> Table:
    """`g` = ln(x_t / x_t-1), null where either is missing or nothing; with the months that order the periods."""
    sums = flows.group_by(*keys, "period").agg(x=flows.value.sum())
    both = with_months(with_earlier(sums, keys, against, x_before="x"))
    ratio = both.x / both.x_before.nullif(0)
    return both.mutate(g=(ratio > 0).ifelse(ratio, None).ln(), span=both.last_month - both.first_month)


def up_to_now(rates: Table, keys: Names, window: int | None) -> tuple[Table, object]:
    """The rates with their number in the window, null where it is not full or below two; and the window itself."""
    import ibis

    ordered = {"group_by": [*keys, "span"], "order_by": "last_month"}
    frame = ibis.cumulative_window(**ordered) if window is None else ibis.trailing_window(window - 1, **ordered)
    number = rates.g.count().over(frame).cast("float64")
    full = number >= 2 if window is None else number == window
    return rates.mutate(rates=full.ifelse(number, None)), frame


@measure(
    theme=VOLATILITY,
    title=T("Volatility", "波动率"),
    unit=Unit.GROWTH,
    reads=READS,
    per=("period", "reporter"),
    terms=(Term("variance", "sample variance of ln(x_t / x_t-1)", "对数增长率的样本方差", Unit.VARIANCE), RATES),
    formula="sqrt(variance)",
    reference="Hull (2018), Options, Futures, and Other Derivatives, 10th edition, section 15.4: from historical data",
    direction="lower is better",
    range=(0, None),
    options=(WINDOW, AGAINST),
)
def volatility(flows: Table, *, by: Names = (), window: int | None = None, against: str = "previous") -> Table:
    """sd(ln(x_t / x_t-1)): the standard deviation of growth up to the period; a window that is not full has no value."""
    keys = (*by, "reporter")
    rates, frame = up_to_now(log_growth(flows, keys, against), keys, window)
    rates = rates.mutate(variance=rates.rates.notnull().ifelse(rates.g.var(how="sample").over(frame), None))
    return rates.mutate(value=rates.variance.sqrt())


volatility.example(
    source=T(
        "by hand: up by ln 2 and down by ln 2: the variance is (ln 2)^2 x 2 / 1",
        "手算：升ln 2、降ln 2：方差为(ln 2)^2 x 2 / 1",
    ),
    given={
        "flows": """period reporter value
                    2020   A        10
                    2021   A        20
                    2022   A        10"""
    },
    expect="""period reporter variance           rates value
              2020   A        -                  -     -
              2021   A        -                  -     -
              2022   A        0.9609060278364028 2     0.9802581434685472""",
)
volatility.example(
    source=T(
        "by hand: a window of two is full only in 2022; 2023 is missing and 2025 is nothing, so no window is full again",
        "手算：窗口为2，仅2022年满；2023年缺失、2025年为零，此后不满",
    ),
    given={
        "flows": """period reporter value
                    2020   A        10
                    2021   A        20
                    2022   A        40
                    2024   A        10
                    2025   A        0"""
    },
    options={"window": 2},
    expect="""period reporter variance rates value
              2020   A        -        -     -
              2021   A        -        -     -
              2022   A        0        2     0
              2024   A        -        -     -
              2025   A        -        -     -""",
)


@measure(
    theme=VOLATILITY,
    title=T("Downside deviation", "下行偏差"),
    unit=Unit.GROWTH,
    reads=READS,
    per=("period", "reporter"),
    terms=(Term("semivariance", "mean of the squared shortfalls", "低于目标部分平方的平均", Unit.VARIANCE), RATES),
    formula="sqrt(semivariance)",
    reference="Sortino and van der Meer (1991), Journal of Portfolio Management 17(4), 27-31, doi:10.3905/jpm.1991.409343",
    direction="lower is better",
    range=(0, None),
    options=(TARGET, WINDOW, AGAINST),
)
def downside_deviation(
    flows: Table, *, by: Names = (), target: float = 0.0, window: int | None = None, against: str = "previous"
) -> Table:
    """sqrt(mean(min(g - target, 0)^2)), g = ln(x_t / x_t-1): the deviation of falls alone; rises count as nothing."""
    keys = (*by, "reporter")
    rates, frame = up_to_now(log_growth(flows, keys, against), keys, window)
    short = (rates.g < target).ifelse(rates.g - target, rates.g * 0.0)
    mean = (short * short).mean().over(frame)
    rates = rates.mutate(semivariance=rates.rates.notnull().ifelse(mean, None))
    return rates.mutate(value=rates.semivariance.sqrt())


downside_deviation.example(
    source=T(
        "by hand: up by ln 2 counts as nothing, down by ln 2 in full: (ln 2)^2 / 2",
        "手算：升不计，降ln 2全计：(ln 2)^2 / 2",
    ),
    given={
        "flows": """period reporter value
                    2020   A        10
                    2021   A        20
                    2022   A        10"""
    },
    expect="""period reporter semivariance       rates value
              2020   A        -                  -     -
              2021   A        -                  -     -
              2022   A        0.2402265069591007 2     0.4901290717342736""",
)
downside_deviation.example(
    source=T(
        "by hand: only rises have no downside; one rate, or 2023 missing, is not enough",
        "手算：只升不降则为零；仅一个增长率或缺2023年则不足",
    ),
    given={
        "flows": """period reporter value
                    2020   A        10
                    2021   A        20
                    2022   A        40
                    2024   A        10"""
    },
    options={"window": 2},
    expect="""period reporter semivariance rates value
              2020   A        -            -     -
              2021   A        -            -     -
              2022   A        0            2     0
              2024   A        -            -     -""",
)


@measure(
    theme=VOLATILITY,
    title=T("Drawdown", "最大回撤"),
    unit=Unit.SHARE,
    reads=READS,
    per=("period", "reporter"),
    terms=(
        Term("x", "value", "本期值"),
        Term("peak", "highest value so far", "迄今最高值"),
        Term("worst_before", "worst fall before this period", "此前最大跌幅", Unit.SHARE),
    ),
    formula="max(1 - x / peak, worst_before)",
    reference="Magdon-Ismail and Atiya (2004), Risk 17(10), 99-102: maximum drawdown",
    direction="lower is better",
    range=(0, 1),
)
def drawdown(flows: Table, *, by: Names = ()) -> Table:
    """max over s <= t of 1 - x_s / max(x up to s): the worst fall from a peak up to the period."""
    import ibis

    keys = (*by, "reporter")
    sums = with_months(flows.group_by(*keys, "period").agg(x=flows.value.sum()))
    sums = sums.mutate(span=sums.last_month - sums.first_month)
    ordered = {"group_by": [*keys, "span"], "order_by": "last_month"}
    so_far = ibis.cumulative_window(**ordered)
    peaks = sums.mutate(peak=sums.x.max().over(so_far))
    falls = peaks.mutate(fall=1 - peaks.x / peaks.peak.nullif(0))
    worst = falls.mutate(worst=falls.fall.max().over(so_far))
    found = worst.mutate(worst_before=worst.worst.lag().over(**ordered).coalesce(0.0))
    deeper = found.fall > found.worst_before
    return found.mutate(value=deeper.ifelse(found.fall, found.fall.isnull().ifelse(None, found.worst_before)))


drawdown.example(
    source=T(
        "by hand: from 40 to 10 is a fall of 3/4, and stays the worst when trade comes back",
        "手算：由40跌至10，跌幅3/4，回升后仍为最大回撤",
    ),
    given={
        "flows": """period reporter value
                    2020   A        20
                    2021   A        40
                    2022   A        10
                    2023   A        30"""
    },
    expect="""period reporter x  peak worst_before value
              2020   A        20 20   0            0
              2021   A        40 40   0            0
              2022   A        10 40   0            0.75
              2023   A        30 40   0.75         0.75""",
)
drawdown.example(
    source=T(
        "by hand: nothing yet has no peak to fall from; falling to nothing is 1; a missing year is not a fall",
        "手算：尚无贸易则无峰可跌；跌至零为1；缺失年份不算下跌",
    ),
    given={
        "flows": """period reporter value
                    2020   A        0
                    2021   A        5
                    2022   A        -
                    2024   A        0"""
    },
    expect="""period reporter x peak worst_before value
              2020   A        0 0    0            -
              2021   A        5 5    0            0
              2022   A        - 5    0            -
              2024   A        0 5    0            1""",
)


@measure(
    theme=VOLATILITY,
    title=T("Parts of the variance of growth", "增长波动的方差分解"),
    unit=Unit.SHARE,
    reads=(FLOWS("period", "reporter", "partner", "product"),),
    per=("reporter", "part"),
    terms=(
        Term("covariance", "weighted covariance of the part with growth", "该部分与增长的加权协方差", Unit.VARIANCE),
        Term("variance", "weighted variance of growth", "增长的加权方差", Unit.VARIANCE),
        Term("ties", "products in markets traded in every period", "各期均有贸易的商品-市场数", Unit.COUNT),
        Term("covered", "their share of trade in the first period", "其占首期贸易比重", Unit.SHARE),
    ),
    formula="covariance / variance",
    reference="Entrepot: weighted two-way effects by period, as the sectoral and country shocks of Koren and Tenreyro "
    "(2007), Quarterly Journal of Economics 122(1), 243-287, doi:10.1162/qjec.122.1.243",
    direction="neither",
    range=(None, None),
    arrays=True,
)
def variance_decomposition(flows: pa.Table, *, by: Names = ()) -> pa.Table:
    """cov(part, dlnX) / var(dlnX), dlnX_jk,t = f_t + a_k,t + b_j,t + e_jk,t by least squares; shares sum to one.

    Weights are the trade of the first period; weighted effects of products and of markets sum to zero in each period.
    Ties traded in every period count; `covered` tells how much of the first period's trade they are.
    """
    import numpy as np

    def answer(panel: Any) -> dict[str, Any]:
        x = panel.values
        lasting = (np.nan_to_num(x) > 0).all(axis=0)
        first = np.nan_to_num(x[0])
        known = {"ties": float(lasting.sum()), "covered": first[lasting].sum() / first.sum() if first.sum() else None}
        growth = np.diff(np.log(x[:, lasting]), axis=0)
        if growth.size == 0:
            return {"part": PARTS, **known, "covariance": None, "variance": None, "value": None}
        weights = first[lasting] / first[lasting].sum()
        parts = effects(growth, weights, panel.items["product"][lasting], panel.items["partner"][lasting])
        mean = (growth @ weights).mean()
        total = growth - mean
        variance = float(((total * total) @ weights).mean())
        covariance = [float((((part - (part @ weights).mean()) * total) @ weights).mean()) for part in parts]
        moves = variance > 1e-24
        return {
            "part": PARTS, **known, "covariance": covariance, "variance": variance,
            "value": [each / variance for each in covariance] if moves else None,
        }  # fmt: skip

    columns = ("part", "covariance", "variance", "ties", "covered", "value")
    return panels(flows, (*by, "reporter"), ("product", "partner"), answer, columns)


variance_decomposition.example(
    source=T(
        "by hand: four equal ties; tea doubles and halves everywhere, tin and both markets stand still: all of it is products, "
        "but for the half that moves the average",
        "手算：四项等权；茶在各市场翻倍又减半，锡与市场不变：一半为共同变动，一半为商品",
    ),
    given={
        "flows": """period reporter partner product value
                    2020   A        JPN     tea     10
                    2020   A        JPN     tin     10
                    2020   A        KOR     tea     10
                    2020   A        KOR     tin     10
                    2021   A        JPN     tea     20
                    2021   A        JPN     tin     10
                    2021   A        KOR     tea     20
                    2021   A        KOR     tin     10
                    2022   A        JPN     tea     10
                    2022   A        JPN     tin     10
                    2022   A        KOR     tea     10
                    2022   A        KOR     tin     10"""
    },
    expect="""reporter part    ties covered value
              A        common  4    1       0.5
              A        product 4    1       0.5
              A        market  4    1       0
              A        tie     4    1       0""",
)
variance_decomposition.example(
    source=T(
        "by hand: one lasting tie moves with itself alone: all common; silk comes and goes and is left out; B has one year",
        "手算：仅一项持续：全部为共同变动；丝绸时有时无，不计；乙仅一年",
    ),
    given={
        "flows": """period reporter partner product value
                    2020   A        JPN     tea     30
                    2020   A        JPN     silk    10
                    2021   A        JPN     tea     20
                    2022   A        JPN     tea     30
                    2020   B        JPN     tea     30"""
    },
    expect="""reporter part    variance           ties covered value
              A        common  0.1644019538931697 1    0.75    1
              A        product 0.1644019538931697 1    0.75    0
              A        market  0.1644019538931697 1    0.75    0
              A        tie     0.1644019538931697 1    0.75    0
              B        common  -                  1    1       -
              B        product -                  1    1       -
              B        market  -                  1    1       -
              B        tie     -                  1    1       -""",
)
