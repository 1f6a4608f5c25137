"""Advantage, similarity, concentration and sophistication against econcomplex and SciPy."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pytest

Read = Callable[[str], pa.Table]
Ask = Callable[..., list[dict]]
SAME = {"rel": 1e-12, "abs": 1e-15}


def in_2020(table: pa.Table) -> pa.Table:
    return table.append_column("period", pa.array(["2020"] * table.num_rows))


def told(rows: list[dict], *keys: str, value: str = "value") -> dict:
    return {tuple(row[key] for key in keys): row[value] for row in rows}


@pytest.fixture
def exports(printed: Read) -> pa.Table:
    return in_2020(printed("exports.csv"))


@pytest.mark.parametrize("measure", ["location_quotient", "rca"])
def test_quotients(measure: str, exports: pa.Table, printed: Read, answers: Ask) -> None:
    names = ("flows", "reference") if measure == "location_quotient" else ("exports", "world")
    found = told(answers(measure, **dict.fromkeys(names, exports)), "reporter", "product")
    wanted = told(printed("quotients.csv").to_pylist(), "reporter", "product")
    assert len(found) == 48
    assert found == pytest.approx(wanted, **SAME)


def test_trade_intensity_is_the_quotient_of_partners(printed: Read, answers: Ask) -> None:
    ties = in_2020(printed("ties.csv"))
    found = told(answers("trade_intensity_export", exports=ties, world=ties), "reporter", "partner")
    wanted = told(printed("intensities.csv").to_pylist(), "reporter", "partner")
    assert found == pytest.approx(wanted, **SAME)


@pytest.mark.parametrize(
    ("measure", "column", "options", "within"),
    [
        ("hhi", "herfindahl", {"over": "product"}, 1e-12),
        ("hhi_normalised", "herfindahl_normalised", {"over": "product", "possible": 8}, 1e-12),
        ("entropy", "entropy", {"over": "product"}, 1e-12),
    ],
)
def test_concentration(
    measure: str, column: str, options: dict, within: float, exports: pa.Table, printed: Read, answers: Ask
) -> None:
    shares = told(answers("product_share", composition=_composition(exports)), "reporter", "product")
    found = told(answers(measure, options=options, composition=_composition(exports)), "reporter")
    wanted = told(printed("places.csv").to_pylist(), "reporter", value=column)
    assert len(shares) == 48
    assert found == pytest.approx(wanted, rel=within)


def _composition(exports: pa.Table) -> pa.Table:
    """Shares of each place's exports, as a publication would print them."""
    rows = exports.to_pylist()
    whole = {place: sum(row["value"] for row in rows if row["reporter"] == place) for place in {r["reporter"] for r in rows}}  # fmt: skip
    return pa.table(
        {
            "period": [row["period"] for row in rows],
            "reporter": [row["reporter"] for row in rows],
            "part": [row["product"] for row in rows],
            "product": [row["product"] for row in rows],
            "share": [row["value"] / whole[row["reporter"]] for row in rows],
        }
    )


def test_specialisation_against_all_places_together(exports: pa.Table, printed: Read, answers: Ask) -> None:
    """econcomplex leaves the place in the whole that it is compared with."""
    options = {"compared": "group", "own": "kept"}
    found = told(answers("krugman_dissimilarity", options=options, exports=exports, peers=exports), "reporter", "peer")
    wanted = told(printed("places.csv").to_pylist(), "reporter", value="krugman")
    assert {reporter: value for (reporter, _), value in found.items()} == pytest.approx(
        {reporter: value for (reporter,), value in wanted.items()}, **SAME
    )


@pytest.mark.parametrize(
    ("measure", "column", "from_distance"),
    [
        ("krugman_dissimilarity", "cityblock", lambda distance: distance),
        ("export_similarity", "braycurtis", lambda distance: 1 - distance),
        ("cosine_similarity", "cosine", lambda distance: 1 - distance),
    ],
)
def test_similarity_of_pairs(
    measure: str, column: str, from_distance: Callable[[float], float], exports: pa.Table, printed: Read, answers: Ask
) -> None:
    found = told(answers(measure, exports=exports, peers=exports), "reporter", "peer")
    wanted = told(printed("exports_alike.csv").to_pylist(), "reporter", "peer", value=column)
    assert len(found) == 30
    assert found == pytest.approx({pair: from_distance(distance) for pair, distance in wanted.items()}, **SAME)


def test_exports_meet_imports(exports: pa.Table, printed: Read, answers: Ask) -> None:
    imports = in_2020(printed("imports.csv"))
    rows = answers("complementarity", exports=exports, partner_imports=imports)
    found = {pair: value for pair, value in told(rows, "reporter", "peer").items() if pair[0] != pair[1]}
    wanted = told(printed("exports_meet_imports.csv").to_pylist(), "reporter", "peer", value="braycurtis")
    assert found == pytest.approx({pair: 100 * (1 - distance) for pair, distance in wanted.items()}, **SAME)


def test_incomes_of_goods_and_places(exports: pa.Table, printed: Read, answers: Ask) -> None:
    places = printed("places.csv").select(["reporter", "income", "expy"])
    incomes = in_2020(places.select(["reporter", "income"]).rename_columns(["reporter", "value"]))
    found = told(answers("prody", peers=exports, incomes=incomes), "product")
    wanted = told(printed("prody.csv").to_pylist(), "product", value="prody")
    assert found == pytest.approx(wanted, **SAME)
    found = told(answers("expy", exports=exports, peers=exports, incomes=incomes), "reporter")
    assert found == pytest.approx(told(places.to_pylist(), "reporter", value="expy"), **SAME)


def test_gini_of_places(exports: pa.Table, printed: Read, answers: Ask) -> None:
    parts = sorted(set(exports["reporter"].to_pylist()))
    groups = pa.table({"part": parts, "group": ["all"] * len(parts)})
    rows = answers("city_gini", flows=exports, groups=groups)
    assert rows[0]["value"] == pytest.approx(printed("whole.csv")["gini"][0].as_py(), **SAME)
