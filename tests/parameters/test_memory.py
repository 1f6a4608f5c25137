"""How much one engine may take: as set, refused in words, else a share of the machine between two bounds."""

from __future__ import annotations

import pytest

from entrepot.lake.engine import connect
from entrepot.parameters.memory import memory_megabytes, spill_megabytes
from entrepot.vocabulary.errors import WrongCall


def test_what_is_set_is_what_an_engine_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 512 <= memory_megabytes() <= 1536 and spill_megabytes() is None
    monkeypatch.setenv("ENTREPOT_MEMORY_MB", "200")
    monkeypatch.setenv("ENTREPOT_SPILL_MB", "300")
    with connect() as connection:
        told = "SELECT current_setting('memory_limit'), current_setting('max_temp_directory_size')"
        assert connection.execute(told).fetchall() == [("200.0 MiB", "300.0 MiB")]


@pytest.mark.parametrize("text", ["0", "63", "-1", "1GB", "1e3", "９９９", "9" * 9])
def test_nonsense_is_refused_in_words(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTREPOT_MEMORY_MB", text)
    with pytest.raises(WrongCall, match="ENTREPOT_MEMORY_MB"):
        memory_megabytes()
