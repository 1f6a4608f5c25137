"""Thresholds of one's own: what is wrong is refused with file, line and key, all of it at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from entrepot.parameters.risk_thresholds import risk_thresholds
from entrepot.risks.register import RISKS
from entrepot.vocabulary.errors import SchemaMismatch, WrongCall
from entrepot.workbench.risks import thresholds_for

_KNOWN = {risk.id: [one.id for one in risk.readings] for risk in RISKS}
READING = '[[readings]]\nrisk = "{risk}"\nreading = "{reading}"\n'


def _file(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    text = READING.format(risk="market_concentration", reading="hhi_partners") + "weight = 0.7\n"
    text += READING.format(risk="market_concentration", reading="top5_partners") + "weight = 0.05\n"
    changed, ours = thresholds_for(_file(tmp_path, text + "[levels]\nwatch = 30\n")), thresholds_for()
    assert changed.readings["market_concentration", "hhi_partners"].weight == 0.7
    assert (
        changed.readings["market_concentration", "hhi_partners"].points
        == ours.readings["market_concentration", "hhi_partners"].points
    )
    assert changed.readings["scale_volatility", "swing"] == ours.readings["scale_volatility", "swing"]
    assert changed.levels == (30, 50, 75)


def test_all_that_is_wrong_is_said_with_its_line(tmp_path: Path) -> None:
    text = (
        READING.format(risk="market_concentration", reading="hhi_partners")
        + 'weight = 0.9\npoints = [[0.2, 0], [0.1, 50]]\nreference = "mine"\n'
        + "[levels]\nwatch = 60\nhigh = 55\n"
    )
    with pytest.raises(SchemaMismatch) as refused:
        thresholds_for(_file(tmp_path, text))
    said = str(refused.value)
    assert "mine.toml, line 5, readings[1].points: the thresholds are out of order: 0.1 comes after 0.2" in said
    assert "mine.toml, line 4, readings[1].weight: the weights of market_concentration sum to 1.4, not to one" in said
    assert "mine.toml, line 9, levels.high: the thresholds are out of order: 55 comes after 60" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[readings]]\nrisk = \"market_concentratoin\"\nreading = \"hhi_partners\"\n", "did you mean market_concentration"),
        (READING.format(risk="scale_volatility", reading="hhi_partners"), "is none of swing"),
        ("thresholds = 3\n", "there is no key 'thresholds'"),
        (READING.format(risk="scale_volatility", reading="swing") + "points = [[0, 0], [1, 120]]\nreference = \"mine\"\n", "from 0 to 100"),
        (READING.format(risk="scale_volatility", reading="swing") + "points = [[0, 0], [1, 50]]\n", "'reference' is missing"),
        ("[levels\n", "this is not TOML"),
        ("[ranks]\ndraws = 0\n", "from 1 to 10000"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_as_it_should_be_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SchemaMismatch) as refused:
        thresholds_for(_file(tmp_path, text))
    assert said in str(refused.value)
    assert "mine.toml" in str(refused.value)


def test_weights_in_python_sum_to_one_too() -> None:
    even = {"single_regime": {"hhi_regimes": 1.0, "processing": 0.0, "ecommerce_gap": 0.0}}
    assert thresholds_for(even).readings["single_regime", "hhi_regimes"].weight == 1
    with pytest.raises(WrongCall, match=r"sum to 1\.4"):
        thresholds_for({"single_regime": {"hhi_regimes": 1.0}})
    with pytest.raises(WrongCall, match="has no reading"):
        thresholds_for({"single_regime": {"hhi_partners": 1.0}})


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(WrongCall, match="cannot be read"):
        thresholds_for(tmp_path / "none.toml")


def test_a_reading_that_no_file_scores_is_said() -> None:
    with pytest.raises(SchemaMismatch) as refused:
        risk_thresholds({**_KNOWN, "single_regime": [*_KNOWN["single_regime"], "missing"]})
    assert "no [[readings]] for missing of single_regime" in str(refused.value)


def test_a_reading_that_stands_twice_and_a_day_that_is_none(tmp_path: Path) -> None:
    text = READING.format(risk="market_concentration", reading="hhi_partners") + "weight = 0.5\n"
    with pytest.raises(SchemaMismatch, match="hhi_partners of market_concentration stands here twice"):
        thresholds_for(_file(tmp_path, text * 2))
    with pytest.raises(SchemaMismatch, match=r"readings\[1\]\.as_of: 'soon' is no day: write 2024-12-31"):
        thresholds_for(_file(tmp_path, text + 'as_of = "soon"\n'))
    with pytest.raises(SchemaMismatch, match=r"readings\[1\]\.reference: it must not be empty"):
        thresholds_for(_file(tmp_path, text + 'points = [[0, 0], [1, 100]]\nreference = " "\n'))
