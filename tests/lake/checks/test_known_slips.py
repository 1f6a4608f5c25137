"""The slips that the papers contain are found, and nothing else is."""

from __future__ import annotations

from pathlib import Path

from entrepot.embedded import embedded_path
from entrepot.lake.checks.across import look_over
from entrepot.lake.ingest import ingest
from entrepot.lake.lake import Lake
from entrepot.sources.china_customs import CHINA_CUSTOMS
from entrepot.sources.figures import FIGURES


def test_the_papers_slips_are_found_and_refuse_nothing(lake: Lake) -> None:
    taken = ingest(lake, embedded_path("figures.csv"), [FIGURES])
    assert [(f.level, f.rule, f.row, f.value) for f in taken.findings] == [
        ("warn", "magnitude_jump", 170, "2443 1e8 CNY"),
        ("warn", "impossible", 184, "315000000.0 persons"),
        ("warn", "impossible", 184, "315000000.0 persons"),
        ("warn", "sources_disagree", 334, "22.7 1e8 USD"),
        ("warn", "sources_disagree", 399, "294 1e8 USD"),
        ("note", "undated", None, None),
    ]
    investment, people, firms, asean, fdi, _ = (finding.message.en for finding in taken.findings)
    assert "24430 (×10)" in investment
    assert "-27.8 % (2015), -63.5 % (2016)" in investment
    assert "42,591,407" in people
    assert "422,252" in firms
    assert "23.49 1e8 USD (shanxi-asean table 1)" in asean
    assert "290.4 1e8 USD (adb-ta9036 FDI table)" in fdi


def test_the_press_figures_are_sound(lake: Lake) -> None:
    assert ingest(lake, embedded_path("press_figures.csv"), [FIGURES]).findings == ()


def test_both_together_tell_the_same_across_the_lake(lake: Lake) -> None:
    for name in ("figures.csv", "press_figures.csv"):
        ingest(lake, embedded_path(name), [FIGURES])
    found = look_over(lake)
    assert sorted(f.rule for f in found) == [
        "impossible", "impossible", "magnitude_jump", "sources_disagree", "sources_disagree",
    ]  # fmt: skip
    assert {f.row for f in found} == {None}
    assert "figures adb-ta9036 para 29 CN-LN fixed_investment 2014" in {f.file for f in found}


def test_the_month_that_customs_table_lacks_is_missed(lake: Lake, shared_data: Path) -> None:
    file = shared_data / "2_gacc" / "gacc_china_trade_by_partner_monthly_2024_names_restored.csv.gz"
    taken = ingest(lake, file, [CHINA_CUSTOMS])
    missed = [f for f in taken.findings if f.rule == "month_missing"]
    assert [(f.level, f.value) for f in missed] == [("warn", "2024-03"), ("warn", "2024-03")]
    assert all("cumulative" in f.message.en for f in missed)
    # Names of small islands were put back by guess: their months do not make their cumulative figures.
    others = [f for f in taken.findings if f.rule != "month_missing"]
    assert {f.rule for f in others} == {"months_are_not_the_sum"}
    assert len(others) < 0.002 * taken.rows_kept
