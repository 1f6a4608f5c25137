"""Files that people write: what cannot be read, is too large, no text or no TOML is said the same way by all who read one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from entrepot.models.scenario.scenario_file import read_scenario
from entrepot.parameters.own_file import file_bytes, file_text, toml_keys
from entrepot.parameters.warning_settings import read_warning_settings
from entrepot.studies.study_file import read_study
from entrepot.vocabulary.errors import SchemaMismatch, WrongCall
from entrepot.vocabulary.text import T
from entrepot.workbench.risks import thresholds_for

KIND = T("a list", "清单")
READERS: list[Callable[[Path], object]] = [
    read_study,
    read_scenario,
    read_warning_settings,
    thresholds_for,
]


def test_text_is_read_with_and_without_its_mark(tmp_path: Path) -> None:
    for content in (b"a = 1", b"\xef\xbb\xbfa = 1"):
        (tmp_path / "x").write_bytes(content)
        assert file_text(tmp_path / "x", KIND, most=100) == "a = 1"


def test_a_file_may_be_as_large_as_is_said_and_no_larger(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"12345")
    assert file_bytes(tmp_path / "x", KIND, most=5) == b"12345"
    with pytest.raises(SchemaMismatch, match="x is too large for a list") as refused:
        file_bytes(tmp_path / "x", KIND, most=4)
    assert refused.value.message.zh == "x 过大，不是清单文件"


def test_places_are_told_in_files_of_windows_too() -> None:
    keys = toml_keys("a = 1\r\nb = 2\r\n", file="mine.toml")
    keys.only(("a",))
    with pytest.raises(SchemaMismatch, match=r"mine\.toml, line 2"):
        keys.problems.raise_any()


@pytest.mark.parametrize("read", READERS)
def test_every_reader_says_what_is_wrong_with_a_file(read: Callable[[Path], object], tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    with pytest.raises(WrongCall, match="cannot be read"):
        read(file)
    for content, said in (
        (b"\xff\xfe\x00", "not UTF-8 text"),
        (b"= 1", "this is not TOML"),
        (b"a = " + b"[" * 100_000, "this is not TOML"),
        (b"#" * 5_000_001, "is too large"),
    ):
        file.write_bytes(content)
        with pytest.raises(SchemaMismatch, match=said):
            read(file)
