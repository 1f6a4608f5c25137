"""The methods `pass_through` and `split`: a scenario in an equilibrium of all countries, brought back to a region's own table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import NDArray

from entrepot.lake.lake import AsOf
from entrepot.models.cost_equivalents import ELASTICITY, cost_equivalents
from entrepot.models.equilibrium import one_sector
from entrepot.models.equilibrium.region_draws import CostChange, cost_matrix, region_draws
from entrepot.models.equilibrium.split import Split, split
from entrepot.models.moved import Moved, of_partners, scaled
from entrepot.models.scenario.declaration import Scenario
from entrepot.models.scenario.drawing import Draws, draw
from entrepot.models.scenario.outcome import NOT_TOLD, Estimate, Outcome
from entrepot.models.stress import FLOWS, Stress
from entrepot.models.stressed_rows import CENTS
from entrepot.parameters.yuan_rates import CNY_PER_USD
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.text import T
from entrepot.workbench.flows_between import flows_between
from entrepot.workbench.hypothetical import AFTER, BEFORE, ends_of, measures_between, risks_between
from entrepot.workbench.own_flows import OwnFlows
from entrepot.workbench.reading import open_lake
from entrepot.workbench.tariff_lines import nation_of
from entrepot.workbench.trade_panel import TradePanel, trade_panel

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench

Array = NDArray[np.float64]
Method = Literal["pass_through", "split"]
OUTPUT: Final = "output_per_gdp"
HOME: Final = "home_share"
REGION_OUTPUT: Final = "region_output_share"
_NOT_MODELLED: Final = (
    T("one sector: goods are not told apart, and inputs are not either", "单部门：不区分商品，也不区分中间投入"),
    T("what tariffs bring in is nobody's income", "关税收入不计为任何一方的收入"),
    T(
        "gross output over GDP is held at its value: its range is told, not drawn from",
        "总产出与GDP之比取定值：仅列出区间，未抽样",
    ),
    T("the long run: wages and prices have come to rest", "长期结果：工资与价格已调整到位"),
)
_PASSED: Final = T(
    "the region sells to each market as its nation does: what it makes that others in the nation do not is not seen",
    "该地区在各市场的变化与全国一致，其特有的产品结构未计入",
)


# Two sources never agree wholly: a region that seems to sell all that its nation sells is cut to this.
MOST_OF_NATION: Final = 0.95
_REGION_GDP: Final = """
SELECT value, unit, left(period, 4) AS year FROM series
WHERE area = ? AND measure = 'gdp' AND frequency = 'year' AND unit IN ('USD', 'CNY') AND value > 0
    AND counterpart IS NULL AND subject IS NULL AND abs(try_cast(left(period, 4) AS INTEGER) - ?) <= 3
ORDER BY abs(try_cast(left(period, 4) AS INTEGER) - ?), unit DESC LIMIT 1
"""


def by_equilibrium(
    workbench: Workbench,
    scenario: Scenario,
    own: OwnFlows,
    method: Method,
    *,
    draws: int,
    seed: int,
    as_of: AsOf,
    risks: bool,
) -> Outcome:
    """Estimates with an interval over the elasticity (and for a split over the home share)."""
    reacting = (ELASTICITY, OUTPUT, *((HOME,) if method == "split" else ()))
    drawn = draw(scenario, reacting, draws=draws, seed=seed)
    nation = nation_of(own.region)
    ratio = float(drawn.of(OUTPUT)[0])
    panel = trade_panel(workbench.lake, int(own.period[:4]), output_per_gdp=ratio, needed=(nation,), as_of=as_of)
    stress = Stress(own.now, scenario)
    told = cost_equivalents(stress, drawn, panel.countries, panel.countries.index(nation))
    if method == "split":
        moved = _split(workbench, own, panel, nation, told.changes, drawn, stress, as_of)
    else:
        moved = _pass_through(panel, nation, told.changes, drawn)
    return _outcome(workbench, stress, own, method, drawn, moved, told.left_out, panel, seed=seed, risks=risks)


def _pass_through(panel: TradePanel, nation: str, changes: Sequence[CostChange], drawn: Draws) -> Moved:
    place, theta = panel.countries.index(nation), drawn.of(ELASTICITY)
    whole = Split(panel.trade, np.arange(len(panel.countries)), place, np.zeros(()), np.zeros(()))
    result = one_sector(panel.trade, theta, cost_matrix(whole, changes, len(theta)), deficits="share", batch=len(theta))
    after, before = result.trade, result.baseline[0]
    ratios = {}
    for number, country in enumerate(panel.countries):
        for flow, (one, other) in (("export", (place, number)), ("import", (number, place))):
            if number != place and before[one, other] > 0:
                ratios[flow, country] = np.asarray(after[:, one, other] / before[one, other])
    return Moved(ratios, result.wages[:, place], result.welfare[:, place], (_PASSED,))


def _split(
    workbench: Workbench,
    own: OwnFlows,
    panel: TradePanel,
    nation: str,
    changes: Sequence[CostChange],
    drawn: Draws,
    stress: Stress,
    as_of: AsOf,
) -> Moved:
    """One split for each end of the home share's range and its middle, each with all draws of the elasticity."""
    place = panel.countries.index(nation)
    output, said = _output_share(workbench, own, panel, place, drawn, as_of)
    exports, imports = shares_of_nation(stress, panel, place, yuan=yuan_in(own.period))
    home = next(one for one in drawn.assumptions if one.id == HOME)
    shares = dict.fromkeys((home.value, *home.range))
    parts = [
        split(panel.trade, place, output_share=output, export_share=exports, import_share=imports, home_share=share)
        for share in shares
    ]
    found = region_draws(parts, changes, drawn.of(ELASTICITY), deficits="share")
    ratios = {}
    for number, country in enumerate(panel.countries):
        for flow, before, after in (
            ("export", found.exports_before, found.exports),
            ("import", found.imports_before, found.imports),
        ):
            if number != place and (before[:, number] > 0).all():
                ratios[flow, country] = np.asarray(after[:, number] / before[:, number])
    return Moved(ratios, found.output, found.welfare, said)


def yuan_in(period: str) -> float:
    """Yuan per dollar in the period's year; of the last year known where it is later."""
    return float(CNY_PER_USD[min(int(period[:4]), max(CNY_PER_USD))])


def shares_of_nation(stress: Stress, panel: TradePanel, place: int, *, yuan: float) -> tuple[Array, Array]:
    """The region's part of its nation's exports and imports by partner, in dollars (at `yuan` each); never all of it."""
    value = np.nan_to_num(stress.cents[stress.money]) / CENTS / (yuan if stress.money == "value_cny" else 1.0)
    codes, words = stress.coded.codes["partner"], stress.coded.words["partner"]
    known = {name: number for number, name in enumerate(panel.countries)}
    found = []
    for flow, whole in (("export", panel.trade[place]), ("import", panel.trade[:, place])):
        mask = stress.coded.among("flow", (flow,))
        sums = np.bincount(codes[mask], weights=value[mask], minlength=len(words))
        own = np.zeros(len(panel.countries))
        for word, amount in zip(words, sums, strict=True):
            if word in known:
                own[known[word]] = amount
        share = np.divide(own, whole, out=np.zeros_like(own), where=whole > 0)
        share[place] = 0.0
        found.append(np.minimum(share, MOST_OF_NATION))
    return found[0], found[1]


def _output_share(
    workbench: Workbench, own: OwnFlows, panel: TradePanel, place: int, drawn: Draws, as_of: AsOf
) -> tuple[float, tuple[T, ...]]:
    """The region's GDP over its nation's; or what the scenario assumes."""
    assumed = [one for one in drawn.assumptions if one.id == REGION_OUTPUT]
    if assumed:
        return assumed[0].value, ()
    with open_lake(workbench.lake, as_of=as_of) as connection:
        rows = connection.execute(_REGION_GDP, [own.region, panel.year, panel.year]).fetchall()
    home = area(own.region).name
    if not rows:
        raise MissingData(
            T(
                f"a split needs the GDP of {home.en} around {panel.year}: take it in (entrepot source template figures), "
                f"let the scenario assume {REGION_OUTPUT}, or ask with method pass_through",
                f"单列地区须知{home.zh} {panel.year} 年前后的GDP：请录入（entrepot source template figures），"
                f"或在情景中假设 {REGION_OUTPUT}，或改用 pass_through 方法",
            )
        )
    value, unit, year = rows[0]
    dollars = value / float(CNY_PER_USD[int(year)]) if unit == "CNY" else value
    share = float(dollars / panel.gdp[place])
    return share, (T(f"its GDP of {year} is {share:.1%} of the nation's", f"其 {year} 年GDP占全国 {share:.1%}"),)


def _outcome(
    workbench: Workbench,
    stress: Stress,
    own: OwnFlows,
    method: Method,
    drawn: Draws,
    moved: Moved,
    left_out: tuple[T, ...],
    panel: TradePanel,
    *,
    seed: int,
    risks: bool,
) -> Outcome:
    """The region's own table, each partner's rows moved as the equilibrium says."""
    currency = "USD" if stress.money == "value_usd" else "CNY"
    growth = {flow: of_partners(stress, moved, flow) for flow in FLOWS}
    totals = {flow: (ratios - 1) @ base for flow, (base, ratios) in growth.items()}
    order = np.argsort(totals["export"], kind="stable")
    ends = {name: int(order[place]) for name, place in ends_of(len(order)).items()}
    now = {BEFORE: own.now} | {name: scaled(stress, moved, place) for name, place in ({AFTER: 0} | ends).items()}
    unknown = _outside(stress, moved)
    return Outcome(
        scenario=stress.scenario,
        region=own.region,
        period=own.period,
        method=method,
        currency=currency,
        **{
            name: Estimate.of(totals[flow], unit=currency, method=method, before=float(growth[flow][0].sum()))
            if own.tells(flow)
            else Estimate.absent(currency, method, NOT_TOLD[flow])
            for name, flow in (("exports", "export"), ("imports", "import"))
        },
        output=Estimate.of(moved.output - 1, unit="1", method=method),
        welfare=Estimate.of(moved.welfare - 1, unit="1", method=method),
        parts=(),
        by_place=flows_between(now, own.period, currency),
        measures=measures_between(workbench, own, now, currency),
        risks=risks_between(workbench, own, now, currency) if risks else (),
        assumptions=drawn.assumptions,
        not_modelled=(*_NOT_MODELLED, *left_out),
        notes=(*own.notes, *panel.notes, *moved.notes, *unknown),
        changed=now[AFTER],
        among_all=own.with_now,
        source=own.source,
        synthetic=own.synthetic,
        draws=drawn.count,
        seed=seed,
    )


def _outside(stress: Stress, moved: Moved) -> tuple[T, ...]:
    """The part of exports whose buyers are not in the panel."""
    base, _ = of_partners(stress, moved, "export")
    words = stress.coded.words["partner"]
    known = np.array([("export", word) in moved.ratios for word in words])
    share = float(base[~known].sum() / base.sum()) if base.sum() else 0.0
    if share <= 0:
        return ()
    return (T(f"{share:.1%} of exports go to markets that the panel does not know: they stay as they are", f"{share:.1%} 的出口所涉市场不在面板中，按不变处理"),)  # fmt: skip
