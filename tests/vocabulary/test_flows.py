from __future__ import annotations

import pytest

from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.flows import FLOW_TITLES, Flow, Valuation, flow, flow_in_filename, usual_valuation


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("X", "export"),
        ("M", "import"),
        ("RX", "re-export"),
        ("RM", "re-import"),
        ("Export", "export"),
        ("Re-Import", "re-import"),
        ("出口", "export"),
        ("进口", "import"),
        ("2", "export"),
        ("1", "import"),
        ("imports", "import"),
        (" export ", "export"),
    ],
)
def test_words_and_codes(printed: str, meant: str) -> None:
    assert flow(printed) == meant


@pytest.mark.parametrize("part", ["DX", "FM", "XIP", "MIP"])
def test_parts_of_a_flow_would_count_twice(part: str) -> None:
    with pytest.raises(UnknownName, match="count twice"):
        flow(part)


@pytest.mark.parametrize("total", ["total", "进出口"])
def test_the_total_is_a_measure_never_a_flow(total: str) -> None:
    assert total not in [*Flow]
    with pytest.raises(UnknownName, match="computed, not stored"):
        flow(total)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("native_gbk_soybean_1201_2024in.csv", "import"),
        ("native_gbk_soybean_1201_2024out.csv", "export"),
        ("native_xlsx_export_73249000_2025.xlsx", "export"),
        ("2024年辽宁出口.csv", "export"),
        ("进口 2024.xlsx", "import"),
        ("IN.CSV", "import"),
        ("soy_out.csv.gz", "export"),
        ("in_2024.csv", "import"),
        ("re-exports_2024.csv", "re-export"),
        ("C:\\data\\imports.csv", "import"),
        ("native_gbk_soybean_1201_2023.csv", None),
        ("进出口.csv", None),
        ("进口与出口.csv", None),
        ("data_export_2024in.csv", None),
        ("made in china.csv", None),
        ("Outlook.csv", None),
        ("exported_important_logins.csv", None),
        ("exports/2024.csv", None),
        ("", None),
    ],
)
def test_a_file_name_says_it_unmistakably_or_not_at_all(name: str, meant: str | None) -> None:
    assert flow_in_filename(name) == meant


def test_valuation_follows_the_border() -> None:
    assert {f: usual_valuation(f) for f in Flow} == {
        Flow.EXPORT: Valuation.FOB, Flow.RE_EXPORT: Valuation.FOB, Flow.IMPORT: Valuation.CIF, Flow.RE_IMPORT: Valuation.CIF
    }  # fmt: skip
    assert FLOW_TITLES[Flow.IMPORT].zh == "进口"
