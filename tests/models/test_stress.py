"""Stress tests on a table of flows: known answers to the cent, then laws, then what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entrepot.models.scenario.checking import checked
from entrepot.models.scenario.declaration import (
    Agreement,
    Capacity,
    Change,
    Demand,
    ExchangeRate,
    MarketClosed,
    Scenario,
    Scope,
    Shift,
    TariffChange,
    TradeCost,
    When,
)
from entrepot.models.scenario.drawing import Draws, draw
from entrepot.models.stress import Stress, Stressed, reacting
from entrepot.parameters.assumption import Assumption
from entrepot.vocabulary.errors import InvalidScenario, MissingData
from entrepot.vocabulary.text import T

USA, EUROPE = Scope(partners=("USA",)), Scope(partners=("EU",))


def flows(*rows: tuple[Any, ...]) -> pa.Table:
    """flow, partner, product, regime, USD, CNY, kg"""
    names = ("flow", "partner", "product", "regime", "value_usd", "value_cny", "net_kg")
    table = pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows])
    types = {name: pa.float64() for name in names[4:]} | {name: pa.string() for name in names[:4]}
    return table.cast(pa.schema([(name, types[name]) for name in table.column_names]))


TABLE = flows(
    ("export", "USA", "847130", "0110", 1000.0, 7000.0, 10.0),
    ("export", "DEU", "847130", "0110", 400.0, 2800.0, 4.0),
    ("export", "VNM", "720810", "0110", 200.0, 1400.0, 100.0),
    ("export", "USA", "720810", "9710", 100.0, None, 50.0),
    ("import", "USA", "120190", "0110", 300.0, 2100.0, 600.0),
)


def scenario(*changes: Change, year: int | None = None, assumptions: Sequence[Assumption] = ()) -> Scenario:
    return checked(Scenario("s", T("s", "s"), T("s", "s"), changes, tuple(assumptions), year))


def sure(*changes: Change, **reactions: float) -> tuple[Scenario, Draws]:
    """A scenario whose reactions are certain."""
    said = [Assumption(name, T(name, name), value, "1", "here") for name, value in reactions.items()]
    one = scenario(*changes, assumptions=said)
    return one, draw(one, reacting(one), draws=0)


def stressed(*changes: Change, table: pa.Table = TABLE, **reactions: float) -> Stressed:
    one, draws = sure(*changes, **reactions)
    return Stress(table, one).stressed(draws)


def values(found: Stressed, column: str = "value_usd", flow: str = "export") -> dict[tuple[str, str], Any]:
    """By partner and product; all regimes together."""
    own = found.flows.filter(pc.equal(found.flows["flow"], flow))
    summed = own.group_by(["partner", "product"]).aggregate([(column, "sum")]).to_pylist()
    return {(row["partner"], row["product"]): row[f"{column}_sum"] for row in summed}


def test_lose_three_tenths_of_the_american_market() -> None:
    found = stressed(MarketClosed(scope=USA, part=0.3))
    assert values(found) == {
        ("USA", "847130"): 700.0, ("DEU", "847130"): 400.0, ("VNM", "720810"): 200.0, ("USA", "720810"): 70.0,
    }  # fmt: skip
    assert (found.before["export"], found.after["export"]) == (1700.0, 1370.0)
    assert [(one.flow, one.amount) for one in found.effects] == [("export", -330.0)]
    assert values(found, "net_kg")["USA", "847130"] == pytest.approx(7.0)
    assert values(found, "value_cny")["USA", "720810"] is None


def test_redirect_it_under_limits() -> None:
    """300 of machines and 30 of steel are lost; Germany takes machines for a tenth of 400, Vietnam steel for a tenth of 200."""
    found = stressed(
        MarketClosed(scope=USA, part=0.3), Shift(scope=USA, along="partner", to=("DEU", "VNM"), most_growth=0.1)
    )
    got = values(found)
    assert (got["DEU", "847130"], got["VNM", "720810"]) == (440.0, 220.0)
    assert ("VNM", "847130") not in got
    (lost, placed) = found.effects
    assert (lost.amount, placed.amount, placed.unplaced) == (-330.0, 60.0, 270.0)
    assert found.after["export"] == found.before["export"] + lost.amount + placed.amount
    # The steel that America did not take went with its own weight: 20 of 30 that were 15 kg.
    assert values(found, "net_kg")["VNM", "720810"] == pytest.approx(110.0)


def test_redirect_by_potential() -> None:
    one, draws = sure(
        MarketClosed(scope=USA, part=0.3), Shift(scope=USA, along="partner", to=(), by="potential", part=0.5)
    )
    found = Stress(TABLE, one, {"BRA": 300.0, "DEU": 100.0, "USA": 900.0}).stressed(draws)
    by_partner = {"BRA": 0.0, "DEU": 0.0}
    for (partner, _), value in values(found).items():
        by_partner[partner] = by_partner.get(partner, 0.0) + value
    assert by_partner["BRA"] == pytest.approx(165 * 0.75, abs=0.02)
    assert by_partner["DEU"] == pytest.approx(400 + 165 * 0.25, abs=0.02)
    assert by_partner["USA"] == 770.0


def test_the_yuan_up_five_per_cent() -> None:
    found = stressed(ExchangeRate(amount=0.05), trade_elasticity=2.0, exchange_pass_through=0.5)
    factor = 1.05**0.5 * 1.05 ** (-2.0 * 0.5)
    assert values(found)["USA", "847130"] == round(1000 * factor, 2)
    assert values(found, "value_cny")["USA", "847130"] == round(7000 * factor / 1.05, 2)
    assert values(found, "value_usd", "import")["USA", "120190"] == 300.0
    assert values(found, "value_cny", "import")["USA", "120190"] == 2000.0
    assert values(found, "net_kg")["USA", "847130"] == pytest.approx(10 * 1.05**-1.0)


def test_a_dearer_yuan_buys_more_abroad() -> None:
    """Purchases priced in dollars keep that price and cost less at home, so more is bought; sales are not in the scope."""
    found = stressed(
        ExchangeRate(scope=Scope(flow="import"), amount=0.05), trade_elasticity=2.0, exchange_pass_through=0.5
    )
    assert values(found, flow="import")["USA", "120190"] == round(300 * 1.05**2, 2)
    assert values(found, "value_cny", "import")["USA", "120190"] == round(2100 * 1.05, 2)
    assert values(found, "net_kg", "import")["USA", "120190"] == pytest.approx(600 * 1.05**2)
    assert values(found)["USA", "847130"] == 1000.0
    assert values(found, "value_cny")["USA", "847130"] == round(7000 / 1.05, 2)


def test_what_is_only_worth_less_in_yuan_is_not_lost() -> None:
    """Nobody buys less: a shift of what was lost finds nothing to send elsewhere."""
    shift = Shift(scope=USA, along="partner", to=("DEU",))
    one, draws = sure(ExchangeRate(amount=0.25), shift, trade_elasticity=2.0, exchange_pass_through=0.0)
    table = TABLE.drop_columns(["value_usd"]).filter(pc.is_valid(TABLE["value_cny"]))
    found = Stress(table, one).stressed(draws)
    assert values(found, "value_cny")["DEU", "847130"] == 2240.0
    assert values(found, "value_cny")["USA", "847130"] == 5600.0
    assert found.after["export"] - found.before["export"] == pytest.approx(
        Stress(table, one).totals(draws)["export"][0]
    )


@pytest.mark.parametrize(
    ("change", "cost"),
    [
        (TariffChange(scope=USA, rule="add", amount=0.25, base=0.05), 1.30 / 1.05),
        (TariffChange(scope=USA, rule="add", amount=0.25), 1.25),
        (TariffChange(scope=USA, rule="rate", amount=0.0, base=0.10), 1 / 1.10),
        (TariffChange(scope=USA, rule="cap", amount=0.15, base=0.40), 1.15 / 1.40),
        (TariffChange(scope=USA, rule="cut", amount=0.5, base=0.20), 1.10 / 1.20),
        (TariffChange(scope=USA, rule="swiss", amount=0.1, base=0.3), (1 + 0.03 / 0.4) / 1.3),
        (Agreement(scope=USA, name="x", margin=0.1, utilisation=0.4), 0.96),
        (Agreement(scope=USA, name="x", margin=0.1, utilisation=0.4, on=False), 1.04),
        (TradeCost(scope=USA, amount=0.08), 1.08),
    ],
)
def test_what_costs_more_sells_less(change: Change, cost: float) -> None:
    found = stressed(change, trade_elasticity=3.0, tariff_pass_through=0.8)
    assert values(found)["USA", "847130"] == round(1000 * cost ** (-3 * 0.8) * cost ** (0.8 - 1), 2)
    assert values(found)["DEU", "847130"] == 400.0


def test_demand_and_capacity_move_quantities() -> None:
    found = stressed(Demand(scope=Scope(partners=("LARGEST",)), amount=-0.2), Capacity(amount=0.5))
    assert values(found)["USA", "847130"] == 1200.0
    assert values(found)["DEU", "847130"] == 600.0


def test_a_market_wholly_closed_is_no_row_any_more() -> None:
    found = stressed(MarketClosed(scope=USA))
    assert ("USA", "847130") not in values(found)
    assert found.after["export"] == 600.0


def test_goods_and_regimes_shift_in_place() -> None:
    """Half of the steel gives way to machines where machines are bought; Vietnam buys none, and keeps its steel."""
    found = stressed(
        Shift(scope=Scope(products=("72",)), along="product", to=("84",), of="sold", part=0.5, price=1.1),
        Shift(scope=Scope(regimes=("general",)), along="regime", to=("ecommerce",), of="sold", part=0.1),
    )
    rows = {(r["partner"], r["product"], r["regime"]): r for r in found.flows.to_pylist() if r["flow"] == "export"}
    money = {key: row["value_usd"] for key, row in rows.items()}
    assert money["VNM", "720810", "0110"] == 180.0  # a tenth is declared otherwise
    assert money["USA", "720810", "9710"] == 50.0
    assert money["USA", "847130", "9710"] == 155.0  # 55 for 50 of steel, and a tenth of 1000
    # 55 of machines weigh what machines weigh (14 kg for 1400); a hundred declared otherwise weigh one kilogram.
    assert rows["USA", "847130", "9710"]["net_kg"] == pytest.approx(0.55 + 1.0)
    assert [one.amount for one in found.effects] == [pytest.approx(5.0), 0.0]


def test_a_year_scales_what_is_in_force() -> None:
    half = When(since="2019-07-02")
    one = scenario(Demand(amount=-0.5, when=half), year=2019)
    found = Stress(TABLE, one).stressed(draw(one, draws=0))
    in_force = 183 / 365
    assert found.after["export"] == pytest.approx(1700 * (1 - 0.5 * in_force), abs=0.02)


def test_what_is_refused() -> None:
    with pytest.raises(InvalidScenario, match="touches no trade"):
        stressed(MarketClosed(scope=Scope(partners=("BRA",))))
    with pytest.raises(MissingData, match="needs the rate before"):
        stressed(TariffChange(scope=USA, rule="cut", amount=0.5))
    with pytest.raises(MissingData, match="divided by potential"):
        stressed(MarketClosed(scope=USA), Shift(scope=USA, along="partner", to=(), by="potential"))
    with pytest.raises(MissingData, match="no flows to put under stress"):
        stressed(MarketClosed(scope=USA), table=TABLE.slice(0, 0))


def test_draws_agree_with_the_tables_they_stand_for() -> None:
    """The quick sums over all draws, and the tables written for some of them."""
    said = [Assumption("lost", T("l", "l"), 0.3, "1", "here", 0.1, 0.6), Assumption("room", T("r", "r"), 0.1, "1", "here", 0.0, 0.5)]  # fmt: skip
    one = scenario(
        MarketClosed(scope=USA, part="lost"),
        TradeCost(scope=EUROPE, amount=0.1),
        ExchangeRate(amount=0.02),
        Shift(scope=USA, along="partner", to=(), most_growth="room", part=0.7),
        Shift(scope=Scope(products=("72",)), along="product", to=("84",), of="sold", part=0.2, price=1.3),
        assumptions=said,
    )  # fmt: skip
    draws = draw(one, reacting(one), draws=20)
    stress = Stress(TABLE, one)
    totals = stress.totals(draws)
    for place in (0, 1, 7, 20):
        written = stress.stressed(draws.one(place))
        for flow in ("export", "import"):
            assert totals[flow][place] == pytest.approx(written.after[flow] - written.before[flow], abs=0.2)
    assert totals["export"].std() > 1
    again = Stress(TABLE, one).totals(draw(one, reacting(one), draws=20))
    assert np.array_equal(again["export"], totals["export"])


CENTS = st.integers(0, 10**13).map(lambda cents: cents / 100)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["export", "export", "import"]), st.sampled_from(["USA", "DEU", "VNM", "JPN"]),
        st.sampled_from(["847130", "720810", "720811"]), st.sampled_from(["0110", "0615"]), CENTS, CENTS,
        st.floats(0, 1e9),
    ),
    min_size=1, max_size=25, unique_by=lambda row: row[:4],
)  # fmt: skip
PARTS = st.floats(0.0, 1.0)


@settings(max_examples=50)
@given(ROWS, PARTS, PARTS, PARTS, st.floats(0.0, 2.0))
def test_money_balances_to_the_last_digit(
    rows: list[tuple[Any, ...]], lost: float, moved: float, room: float, price: float
) -> None:
    """In whole cents: before + effects = after, and no target above its limit."""
    table = flows(*rows)
    everything = Scope()
    one, draws = sure(
        MarketClosed(scope=everything, part=lost),
        Shift(scope=USA, along="partner", to=("DEU", "VNM"), part=moved, most_growth=room),
        Shift(scope=Scope(products=("72",)), along="product", to=("84",), of="sold", part=moved, price=price),
    )
    if not any(row[0] == "export" for row in rows):
        return
    found = Stress(table, one).stressed(draws)
    for flow in ("export", "import"):
        effects = sum(round(effect.amount * 100) for effect in found.effects if effect.flow == flow)
        assert round(found.before[flow] * 100) + effects == round(found.after[flow] * 100)


@settings(max_examples=50)
@given(ROWS, PARTS, st.floats(0.0, 1.0))
def test_no_target_takes_more_than_its_room(rows: list[tuple[Any, ...]], moved: float, room: float) -> None:
    """But for a cent of rounding in each row."""
    table = flows(*rows)
    if not any(row[:2] == ("export", "USA") for row in rows):
        return
    one, draws = sure(
        MarketClosed(scope=USA, part=0.5),
        Shift(scope=USA, along="partner", to=("DEU", "VNM"), part=moved, most_growth=room),
    )  # fmt: skip
    found = Stress(table, one).stressed(draws)
    for partner in ("DEU", "VNM"):
        before, after = (
            sum(row["value_usd"] or 0 for row in rows_.to_pylist() if (row["flow"], row["partner"]) == ("export", partner))
            for rows_ in (table, found.flows)
        )  # fmt: skip
        assert after <= before * (1 + room) * (1 + 1e-12) + 0.01 * len(rows)
