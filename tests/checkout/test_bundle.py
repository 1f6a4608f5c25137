"""What a bundle for another machine asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from entrepot.checkout.bundle import LOCK, PLATFORMS, lock_for, make_bundle, marker_environment
from entrepot.vocabulary.errors import WrongCall

UNIVERSAL = """\
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:aa
click==8.5.1 \\
    --hash=sha256:bb \\
    --hash=sha256:cc
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:dd
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:ee
"""


@pytest.mark.parametrize(
    ("platform", "version", "expected"),
    [
        ("win_amd64", "3.12", ["colorama==0.4.6 \\", "click==8.5.1 \\", "numpy==2.5.5 \\"]),
        ("linux_aarch64", "3.11", ["click==8.5.1 \\", "numpy==2.4.6 \\"]),
        ("macosx_arm64", "3.13", ["click==8.5.1 \\", "numpy==2.5.5 \\"]),
    ],
)
def test_lock_of_one_machine(platform: str, version: str, expected: list[str]) -> None:
    lines = lock_for(UNIVERSAL, marker_environment(platform, version)).splitlines()
    assert [line for line in lines if not line.startswith(" ")] == expected
    assert "    --hash=sha256:bb \\" in lines


def test_real_lock_names_each_package_once_for_each_machine() -> None:
    lock = Path(__file__).parents[2].joinpath(LOCK).read_text("utf-8")
    for platform in PLATFORMS:
        for version in ("3.11", "3.12", "3.13"):
            lines = lock_for(lock, marker_environment(platform, version)).splitlines()
            names = [line.split("==")[0] for line in lines if not line.startswith(" ")]
            assert len(names) == len(set(names))
            assert {"duckdb", "numpy", "pyarrow", "click"} <= set(names)


def test_a_full_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").touch()
    with pytest.raises(WrongCall, match="is not empty; name a new folder"):
        make_bundle(tmp_path, root=tmp_path, platform=None, python_version=None)
