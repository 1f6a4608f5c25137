"""Tables on a narrow terminal."""

from __future__ import annotations

import re

import pytest

from entrepot.cli.printing import print_table

TITLES = ["id", "title", "unit", "formula"]
ROW = ("trade_intensity_export", "Export intensity of a partner", "index", "(t_pj / t_p) / (w_j / w)")


def _printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *, columns: int) -> list[str]:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", str(columns))
    print_table(TITLES, [ROW])
    return [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in capsys.readouterr().out.splitlines()]


def test_an_id_stays_whole_where_the_others_fold(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = _printed(capsys, monkeypatch, columns=60)
    assert max(map(len, lines)) <= 60
    assert any(line.split()[:1] == ["trade_intensity_export"] for line in lines)


def test_an_id_that_would_leave_nothing_for_the_rest_folds(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = _printed(capsys, monkeypatch, columns=40)
    assert max(map(len, lines)) <= 40
    assert not any("trade_intensity_export" in line for line in lines)
    assert "trade_intensity_export" in "".join(line[:12].strip() for line in lines[3:])
