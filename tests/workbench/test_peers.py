"""Ranks, percentiles and multiples of another measure, over the lake and over own tables."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from entrepot.vocabulary.errors import EntrepotError
from entrepot.workbench import Workbench

CITIES = "ABCDE"
DATA = pa.table(
    {
        "period": ["2023"] * 10 + ["2024"] * 10,
        "reporter": [city for _ in range(2) for city in CITIES for _ in range(2)],
        "partner": ["JPN", "KOR"] * 10,
        "value": [float(number) for number in range(20)],
    }
)


def asked(measure: str, **words: Any) -> list[dict[str, Any]]:
    return Workbench("nowhere").measure(measure, data=DATA, **words).records()


def of(rows: list[dict[str, Any]], **keys: str) -> dict[str, float | None]:
    return {row["reporter"]: row["value"] for row in rows if all(row[key] == word for key, word in keys.items())}


def test_ranks_of_a_measure_over_own_rows() -> None:
    rows = asked("rank", of_measure="exports", period="2024")
    assert of(rows) == dict(zip(CITIES, [5, 4, 3, 2, 1], strict=True))
    assert of(rows).keys() == set(CITIES) and rows[0]["own"] == 10.0 + 11.0


def test_peers_are_compared_within_what_the_measure_is_told_by() -> None:
    """The share in Korea is compared with shares in Korea, not with sums of shares."""
    rows = asked("rank", of_measure="partner_share", period="2024")
    shares = {row["reporter"]: row["value"] for row in asked("partner_share", period="2024") if row["partner"] == "KOR"}
    ordered = sorted(CITIES, key=lambda city: -shares[city])
    assert of(rows, partner="KOR") == {city: place + 1 for place, city in enumerate(ordered)}
    by_partner, in_chinese = (asked("rank", of_measure="exports", by=by) for by in ("partner", "贸易伙伴"))
    assert by_partner == in_chinese and len(by_partner) == len(DATA)


def test_options_of_both_measures() -> None:
    rows = asked("multiple", of_measure="hhi", of_options={"over": "partner"}, of="E", period="2023")
    concentration = of(asked("hhi", period="2023"))
    assert of(rows) == {city: pytest.approx(concentration[city] / concentration["E"]) for city in CITIES}


def test_ranks_of_windows() -> None:
    rows = asked("rank", of_measure="exports", rolling=2)
    assert of(rows, period="2023") == dict.fromkeys(CITIES)
    assert of(rows, period="2024")["E"] == 1


def test_few_peers_have_no_percentiles_of_their_own_rows_either() -> None:
    answer = Workbench("nowhere").measure("percentile", data=DATA, of_measure="exports", region="A,B", period="2024")
    assert {row["value"] for row in answer.records()} == {None}
    assert any("fewer than 5 peers" in note.en for note in answer.notes)
    assert of(asked("percentile", of_measure="exports", period="2024"))["E"] == 1.0


def test_a_rank_is_explained_by_the_figures() -> None:
    answer = Workbench("nowhere").measure("rank", data=DATA, of_measure="exports", period="2024")
    explanation = answer.explain({"reporter": "D"})
    assert (explanation.filled, explanation.result) == ("1 + 1", "2")


@pytest.mark.parametrize(
    ("measure", "words", "says"),
    [
        ("exports", {"of_measure": "hhi"}, "does not compare answers"),
        ("rank", {"of_measure": "exprots"}, "exprots"),
        ("rank", {"of_measure": "contribution_to_growth"}, "not told by region and period alone"),
    ],
)
def test_what_cannot_be_compared_is_said(measure: str, words: dict[str, Any], says: str) -> None:
    with pytest.raises(EntrepotError) as refused:
        asked(measure, **words)
    assert refused.value.exit_code == 2
    assert says in refused.value.message.en


def test_peers_in_the_lake_are_compared_within_partners(workbench: Workbench) -> None:
    words = {"region": "provinces", "period": "2021", "source": "sample_world", "frequency": "year"}
    ranks = workbench.measure("rank", of_measure="exports", by="partner", **words)
    first = {row["partner"]: row["reporter"] for row in ranks.records() if row["value"] == 1}
    exports = workbench.measure("exports", by="partner", **words).records()
    largest = {partner: max((r for r in exports if r["partner"] == partner), key=lambda r: r["value"]) for partner in first}  # fmt: skip
    assert len(first) > 3 and first == {partner: row["reporter"] for partner, row in largest.items()}
