"""The lock files hold what pyproject.toml asks for, each with hashes, and no address."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-spark.lock", "requirements-uv.lock")
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))


def entries(name: str) -> dict[str, list[str]]:
    """Every package with its locked versions."""
    found: dict[str, list[str]] = {}
    for package, version in re.findall(r"^([\w.-]+)==([\w.]+)", (CHECKOUT / name).read_text("utf-8"), re.MULTILINE):
        found.setdefault(canonicalize_name(package), []).append(version)
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_only_hashed_versions_and_no_address(name: str) -> None:
    text = (CHECKOUT / name).read_text("utf-8")
    parts = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    entry = re.compile(r"[\w.-]+==[\w.]+( ; [^\n]+?)?( \\\n    --hash=sha256:[0-9a-f]{64})+\n")
    assert parts
    assert [part for part in parts if not entry.fullmatch(part)] == []
    assert re.search(r"https?:|file:|--index|--find-links", text) is None


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("requirements.lock", PROJECT["project"]["dependencies"]),
        ("requirements-dev.lock", PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]),
        ("requirements-spark.lock", PROJECT["dependency-groups"]["dev"] + PROJECT["dependency-groups"]["spark"]),
    ],
)
def test_lock_holds_what_the_project_asks_for(name: str, asked: list[str]) -> None:
    locked = entries(name)
    for text in asked:
        requirement = Requirement(text)
        versions = locked[canonicalize_name(requirement.name)]
        assert [version for version in versions if version not in requirement.specifier] == [], text


def test_each_lock_holds_the_one_before_it() -> None:
    run, dev, spark = (entries(name).items() for name in LOCKS[:3])
    assert run <= dev <= spark
