"""Rows set aside: the bad ones with their reasons, the sound ones into the lake."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow.parquet as pq
import pytest

from entrepot.lake.ingest import Ingested
from entrepot.lake.lake import Lake
from entrepot.lake.quarantine import quarantine_file
from entrepot.vocabulary.errors import RefusedByChecks

Take = Callable[..., Ingested]


def test_bad_rows_go_aside_with_every_reason(take_flows: Take, lake: Lake) -> None:
    rows = [
        {"partner": "JPN"},
        {"partner": "KOR", "value_usd": -1},
        {"partner": "USA", "product": "8x", "value_usd": -2},
        {"partner": "DEU"},
        {"partner": "DEU", "value_usd": 3},
        {"partner": "FRA"},
    ]
    taken = take_flows(rows, quarantine_rows=True)
    assert (taken.rows_read, taken.rows_kept, taken.rows_quarantined) == (6, 2, 4)
    kept = lake.query("SELECT partner, value_usd FROM flows ORDER BY partner").to_pylist()
    assert kept == [{"partner": "FRA", "value_usd": 1000.0}, {"partner": "JPN", "value_usd": 1000.0}]
    aside = pq.read_table(quarantine_file(lake, taken.batch)).select(["row", "partner", "reasons"]).to_pylist()
    assert aside == [
        {"row": 3, "partner": "KOR", "reasons": "negative (value_usd)"},
        {"row": 4, "partner": "USA", "reasons": "negative (value_usd), product_code (product)"},
        {"row": 5, "partner": "DEU", "reasons": "duplicate_key"},
        {"row": 6, "partner": "DEU", "reasons": "duplicate_key"},
    ]


def test_a_file_without_a_sound_row_is_refused_all_the_same(take_flows: Take, lake: Lake) -> None:
    with pytest.raises(RefusedByChecks):
        take_flows([{"value_usd": -1}], quarantine_rows=True)
    assert lake.history() == ()
    assert not list((lake.folder / "quarantine").glob("*"))


def test_warnings_set_nothing_aside(take_flows: Take) -> None:
    taken = take_flows([{"partner": "ASEAN"}], quarantine_rows=True)
    assert (taken.rows_kept, taken.rows_quarantined) == (1, 0)
    assert [f.level for f in taken.findings] == ["warn"]
