"""Laws: a clean table raises no alarm; one planted error is found in its row, and it alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from entrepot.lake.checks import check
from entrepot.lake.delta import sql_type
from entrepot.lake.engine import connect
from entrepot.lake.lake import Lake
from entrepot.lake.staging import Staged
from entrepot.sources.china_customs import CHINA_CUSTOMS
from entrepot.sources.figures import FIGURES
from entrepot.vocabulary.findings import Finding

Rows = list[dict[str, Any]]
FEW = settings(max_examples=10)


@dataclass(frozen=True)
class Desk:
    """One connection for all the tables of a run; nothing is landed, the lake is empty."""

    connection: duckdb.DuckDBPyConnection
    lake: Lake

    def finds(self, rows: Rows, source: Any) -> list[tuple[str, int | None]]:
        return [(f.rule, f.row) for f in self.findings(rows, source)]

    def findings(self, rows: Rows, source: Any) -> tuple[Finding, ...]:
        names = [c.name for c in source.gives.columns if c.name != "batch"]
        whole = [{"source": source.id, "synthetic": False, "row": n, **row} for n, row in enumerate(rows, start=2)]
        columns = {name: [row.get(name) for row in whole] for name in [*names, "row"]}
        self.connection.register("made", pa.table({name: pa.array(cells) for name, cells in columns.items()}))
        cells = ", ".join(f"CAST({n} AS {sql_type(source.gives.column(n))}) AS {n}" for n in names)
        self.connection.execute(
            f"CREATE OR REPLACE TEMP VIEW staged AS SELECT {cells}, CAST(row AS BIGINT) AS row, '' AS sheet FROM made"
        )
        return check(Staged(self.connection, source, "made.csv", len(rows), (), ()), self.lake).findings


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with connect() as connection:
        yield Desk(connection, Lake(Path(tmp_path_factory.mktemp("laws")) / "lake"))


def figure(measure: str, printed: Decimal, **more: Any) -> dict[str, Any]:
    said = {"locator": "table 1", "area": "CN-LN", "counterpart": "WLD", "subject": "goods", "measure": measure, "unit": "USD", "unit_printed": "1e8 USD", "frequency": "year"}  # fmt: skip
    return {**said, "value": float(printed * 10**8), "value_printed": str(printed), **more}


def share(subject: str, percent: Decimal) -> dict[str, Any]:
    return figure("gdp_share", percent, subject=subject, unit="1", unit_printed="%", value=float(percent / 100), period="2020")  # fmt: skip


# A table is drawn from one number: hypothesis would print hundreds of rows otherwise.
seeds = st.integers(0, 2**32 - 1)
parts_of_hundred = Decimal("0.1")


def between(draw: Random, low: float, high: float) -> Decimal:
    return Decimal(str(round(draw.uniform(low, high), 3)))


def table(seed: int) -> Rows:
    """Exports, imports, their total and balance, each rounded by itself to the same digits; investment; shares."""
    draw = Random(seed)
    digits = Decimal(1).scaleb(-draw.randint(0, 2))
    exports, imports, investment = (between(draw, 100, 900) for _ in range(3))
    rows: Rows = []
    for year in range(2010, 2010 + draw.randint(6, 9)):
        exports, imports, investment = (v * between(draw, 0.8, 1.3) for v in (exports, imports, investment))
        exact = {"exports": exports, "imports": imports, "trade_total": exports + imports, "trade_balance": exports - imports}  # fmt: skip
        rows += [figure(measure, value.quantize(digits), period=str(year)) for measure, value in exact.items()]
        rows.append(figure("fixed_investment", investment.quantize(digits), period=str(year)))
    first, second = between(draw, 5, 30), between(draw, 20, 60)
    shares = {"primary": first, "secondary": second, "tertiary": 100 - first - second}
    return [*rows, *(share(name, part.quantize(parts_of_hundred)) for name, part in shares.items())]


# In these a balance leaps by ten or by the exchange rate between calm exports and imports.
@FEW
@given(seeds)
@example(26)
@example(1143)
def test_a_clean_table_of_figures_raises_no_alarm(desk: Desk, seed: int) -> None:
    assert desk.finds(table(seed), FIGURES) == []


def rows_of(rows: Rows, measure: str) -> list[int]:
    return [n for n, row in enumerate(rows) if row["measure"] == measure]


def replaced(rows: Rows, at: int, value: Decimal) -> Rows:
    scale = rows[at]["value"] / float(rows[at]["value_printed"]) if float(rows[at]["value_printed"]) else 10.0**8
    return [{**row, "value": float(value) * scale, "value_printed": str(value)} if n == at else row for n, row in enumerate(rows)]  # fmt: skip


@FEW
@given(seeds, st.data(), st.sampled_from(["trade_total", "trade_balance"]))
def test_a_wrong_total_or_balance_is_found_in_its_row(desk: Desk, seed: int, data: st.DataObject, measure: str) -> None:  # fmt: skip
    rows = table(seed)
    at = data.draw(st.sampled_from(rows_of(rows, measure)))
    printed = Decimal(rows[at]["value_printed"])
    # Three rounded figures leave open one and a half of the last digit, so four are too many; a fifth is no jump.
    wrong = printed + 4 * Decimal(1).scaleb(printed.as_tuple().exponent)  # type: ignore[arg-type]
    rule = "total_is_not_parts" if measure == "trade_total" else "balance_is_not_difference"
    assert desk.finds(replaced(rows, at, wrong), FIGURES) == [(rule, at + 2)]


@FEW
@given(seeds, st.data(), st.sampled_from([-4, -3, -2, -1, 1, 2, 3, 4]))
def test_a_figure_in_the_wrong_unit_is_found_in_its_row(desk: Desk, seed: int, data: st.DataObject, power: int) -> None:  # fmt: skip
    rows = table(seed)
    at = data.draw(st.sampled_from(rows_of(rows, "fixed_investment")))
    wrong = replaced(rows, at, Decimal(rows[at]["value_printed"]).scaleb(power))
    assert desk.finds(wrong, FIGURES) == [("magnitude_jump", at + 2)]


@FEW
@given(seeds, st.sampled_from(["primary", "secondary", "tertiary"]), st.decimals("0.3", "5", places=1))
def test_shares_that_do_not_make_a_hundred_are_found(desk: Desk, seed: int, subject: str, more: Decimal) -> None:
    rows = table(seed)
    at = next(n for n, row in enumerate(rows) if row["subject"] == subject)
    wrong = replaced(rows, at, Decimal(rows[at]["value_printed"]) + more)
    assert desk.finds(wrong, FIGURES) == [("shares_over_100", len(rows) + 1)]


@FEW
@given(seeds, st.data(), st.decimals("0.7", "0.9", places=2))
def test_a_figure_printed_otherwise_elsewhere_is_found(desk: Desk, seed: int, data: st.DataObject, off: Decimal) -> None:  # fmt: skip
    rows = table(seed)
    at = data.draw(st.sampled_from(rows_of(rows, "exports")))
    value = (Decimal(rows[at]["value_printed"]) * off).quantize(Decimal("0.1"))
    twice = [*rows, {**figure("exports", value, period=rows[at]["period"]), "locator": "page 9"}]
    assert desk.finds(twice, FIGURES) == [("sources_disagree", len(twice) + 1)]


PARTNERS = ("JPN", "KOR", "USA", "DEU", "FRA", "VNM")


def flow(partner: str, product: str, month: int, value: float, **more: Any) -> dict[str, Any]:
    digits = 0 if product == "TOTAL" else len(product)
    level = "world" if partner == "WLD" else "country"
    return {"period": f"2024-{month:02d}", "year": 2024, "frequency": "month", "flow": "export", "reporter": "CN-LN", "partner": partner, "product": product, "regime": "ALL", "value_usd": value, "net_kg": value / 4 if digits else None, "nomenclature": "HS2022", "valuation": "FOB", "product_digits": digits, "partner_level": level, "regime_level": "all", "basis": "registration", **more}  # fmt: skip


def query(seed: int) -> Rows:
    """Twelve months of two chapters with six partners at steady prices, and the totals that they make."""
    draw = Random(seed)
    size = {(p, c): draw.uniform(1e7, 9e8) for p in PARTNERS for c in ("84", "85")}
    rows: Rows = []
    for month in range(1, 13):
        step = draw.uniform(0.8, 1.25)
        cells = {key: round(value * step) for key, value in size.items()}
        rows += [flow(p, c, month, v, net_kg=v / (4 * draw.uniform(0.85, 1.2))) for (p, c), v in cells.items()]
        rows += [flow(p, "TOTAL", month, sum(v for (q, _), v in cells.items() if q == p)) for p in PARTNERS]
        rows += [flow("WLD", c, month, sum(v for (_, d), v in cells.items() if d == c)) for c in ("84", "85")]
        rows.append(flow("WLD", "TOTAL", month, sum(cells.values())))
    return rows


@FEW
@given(seeds)
def test_a_clean_query_raises_no_alarm(desk: Desk, seed: int) -> None:
    assert desk.finds(query(seed), CHINA_CUSTOMS) == []


@FEW
@given(seeds, st.data(), st.sampled_from([0.001, 0.01, 0.1, 10, 100, 1000]))
def test_a_weight_in_the_wrong_unit_is_found_in_its_row(desk: Desk, seed: int, data: st.DataObject, times: float) -> None:  # fmt: skip
    rows = query(seed)
    at = data.draw(st.sampled_from([n for n, row in enumerate(rows) if row["product_digits"] and row["partner"] != "WLD"]))  # fmt: skip
    wrong = [{**row, "net_kg": row["net_kg"] * times} if n == at else row for n, row in enumerate(rows)]
    assert desk.finds(wrong, CHINA_CUSTOMS) == [("magnitude_jump", at + 2)]


@FEW
@given(seeds, st.integers(2, 11))
def test_a_month_left_out_is_found(desk: Desk, seed: int, month: int) -> None:
    rows = query(seed)
    fewer = [row for row in rows if row["period"] != f"2024-{month:02d}"]
    found = desk.findings(fewer, CHINA_CUSTOMS)
    assert {(f.rule, f.value) for f in found} == {("month_missing", f"2024-{month:02d}")}
    # All goods and the chapters are two queries.
    assert len(found) == 2


@FEW
@given(
    seeds,
    st.lists(st.sampled_from([0.0, -1.0, 1e-320, 1e300, float("inf"), float("nan"), None]), min_size=1, max_size=9),
)
def test_no_number_breaks_a_check(desk: Desk, seed: int, values: list[float | None]) -> None:
    rows = [{**row, "value_usd": value} for row, value in zip(query(seed)[::7], values * 20, strict=False)]
    assert {f.rule for f in desk.findings(rows, CHINA_CUSTOMS)} >= {"negative"} & {
        "negative" for v in values if v == -1
    }
    figures = [{**row, "value": value} for row, value in zip(table(seed), values * 20, strict=False)]
    assert ("not_a_number" in {f.rule for f in desk.findings(figures, FIGURES)}) == any(v is None or not isfinite(v) for v in values)  # fmt: skip


@FEW
@given(seeds, st.data())
def test_a_row_given_twice_is_found(desk: Desk, seed: int, data: st.DataObject) -> None:
    rows = query(seed)
    at = data.draw(st.integers(0, len(rows) - 1))
    found = desk.findings([*rows, rows[at]], CHINA_CUSTOMS)
    twice = [f for f in found if f.rule == "duplicate_key"]
    assert [f.row for f in twice] == [len(rows) + 2]
    assert f"first in row {at + 2}," in twice[0].message.en
