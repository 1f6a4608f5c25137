"""The table of estimates: stars, errors below, gaps where a term is not in; LaTeX that LaTeX can read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from entrepot.models.gravity import Dropped, Estimates, specification_named
from entrepot.reports.estimates_table import estimates_paper, known_formats, latex, side_by_side, stars, term_title
from entrepot.vocabulary.errors import NotConverged, UnknownName
from entrepot.vocabulary.text import T


def found(id: str, terms: dict[str, tuple[float, float]], sector: str = "") -> Estimates:  # noqa: A002
    values, errors = zip(*terms.values(), strict=True)
    return Estimates(
        specification_named(id), tuple(terms), np.array(values), np.diag(np.square(errors)), 12345, 67, 0.891, 0.0,
        Dropped(separated=3), (), pa.table({}), np.arange(3), sector,
    )  # fmt: skip


ONE = found("theory", {"log_distance_km": (-0.84, 0.03), "rta": (0.19, 0.1)})
TWO = found("lags", {"rta": (0.02, 0.1), "rta_lag4": (0.4, 0.2), "my_own%": (1, 0.55)}, "84")


def test_side_by_side() -> None:
    heads, rows = side_by_side([ONE, TWO], "en")
    assert heads == ["Term", "(1) Theory-consistent", "(2) Agreements phased in 84"]
    assert rows[:8] == [
        ["log distance", "−0.840***", ""],
        ["(standard error)", "(0.030)", ""],
        ["trade agreement", "0.190*", "0.020"],
        ["(standard error)", "(0.100)", "(0.100)"],
        ["trade agreement, 4 years earlier", "", "0.400**"],
        ["(standard error)", "", "(0.200)"],
        ["my_own%", "", "1.000*"],
        ["(standard error)", "", "(0.550)"],
    ]
    assert ["effects: pair", "no", "yes"] in rows
    assert ["rows", "12,345", "12,345"] in rows
    assert ["separated rows left out", "3", "3"] in rows
    assert side_by_side([ONE], "zh")[1][0][0] == "距离对数"


def test_latex_takes_nothing_for_a_command() -> None:
    lines = latex([ONE, TWO]).splitlines()
    assert lines[0] == r"\begin{tabular}{lcc}"
    assert lines[4] == r"log distance & $-$0.840$^{***}$ &  \\"
    assert lines[5] == r" & (0.030) &  \\"
    assert r"my\_own\% &  & 1.000$^{*}$ \\" in lines
    assert lines[-1] == r"\end{tabular}"


@pytest.mark.parametrize(("p_value", "mark"), [(0.0099, "***"), (0.01, "**"), (0.05, "*"), (0.1, "")])
def test_stars(p_value: float, mark: str) -> None:
    assert stars(p_value) == mark


def test_terms_have_names_in_both_languages() -> None:
    assert term_title("rta_lead4") == T("trade agreement, 4 years later", "贸易协定（4年后）")
    assert term_title("border_1994").zh == "1994年边界"
    assert term_title("anything").en == "anything"


def test_the_paper_says_where_the_trade_is_from() -> None:
    (table,) = estimates_paper(
        [ONE], source=T("BACI", "BACI"), notes=[T("a note", "注")], synthetic=True, vintage="2024-05-01"
    ).blocks()
    assert table.source.synthetic
    assert [note.en for note in table.notes][1:] == ["a note"]


def test_formats_are_known_by_name() -> None:
    assert known_formats("docx，tex, docx") == ("docx", "tex")
    with pytest.raises(UnknownName, match="tex"):
        known_formats("latx")


def test_estimates_without_an_error_do_not_exist() -> None:
    with pytest.raises(NotConverged, match="no error can be given for rta"):
        found("theory", {"log_distance_km": (-0.84, 0.03), "rta": (0.19, 0.0)})
    with pytest.raises(NotConverged, match="does not add up"):
        replace(ONE, residual=1e-3)
