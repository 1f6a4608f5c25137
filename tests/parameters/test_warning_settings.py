"""Settings of warnings that make no sense are refused with file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest

import entrepot.parameters
from entrepot.parameters.warning_settings import read_warning_settings, warning_settings
from entrepot.vocabulary.errors import SchemaMismatch

GIVEN = (Path(entrepot.parameters.__file__).parent / "warnings.toml").read_text(encoding="utf-8")


def test_the_shipped_ones_are_read() -> None:
    found = warning_settings()
    assert (found.window, found.fewest_records, found.together) == (60, 30, (1, 2))


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("together = [1, 2]", 'together = [13, "x"]', r"line 62, publication\.together: a list of months is wanted"),
        ("together = [1, 2]", "together = 1", "a list of months is wanted"),
        ("floor = 0.05", "floor = 0", r"trace\.floor: a number from 1e-06 to 1 is wanted"),
        ("least = 0.01", "least = 0", r"scale\.least: a number from 1e-06 to 1 is wanted"),
        ("trim = 5.0", "trim = 0.5", r"price\.trim: a number from 1 to 1e\+09 is wanted"),
        ("volume = 0.25", "volume = nan", r"move\.volume: a number of 0 or more is wanted"),
        ("months = 60", "months = 60.5", r"window\.months: a whole number from 24 to 600 is wanted"),
        ("fewest_records = 30", "fewest_records = 61", "61 records are more than the 60 months of the window"),
        ("within_months = 3", "within_months = 0", "a whole number from 1 to 60 is wanted"),
        ("smoothed_months = 3", "smoothed_months = 1000", "a whole number from 1 to 25 is wanted"),
        ("lag_months = 1", "lag_months = 100000", "a whole number from 0 to 60 is wanted"),
        ("red = 3.5", "red = 1", "amber comes before red: 2.5 is not below 1"),
        ("as_of", f"x = 1{'0' * 5000}\nas_of", "this is not TOML"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_line(tmp_path: Path, old: str, new: str, wanted: str) -> None:
    file = tmp_path / "mine.toml"
    assert old in GIVEN
    file.write_text(GIVEN.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SchemaMismatch, match=wanted) as refused:
        read_warning_settings(file)
    assert len(str(refused.value).splitlines()) == 1
