"""China's tariff of 2025: lines read off the tidied schedule by eye."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pytest

from entrepot.sources.china_tariffs import CHINA_TARIFFS
from entrepot.sources.source import Sheet
from entrepot.vocabulary.errors import SchemaMismatch

MFN = "cn_tariff_2025_hs8_mfn_derived.csv.gz"
PREFERENTIAL = "cn_tariff_2025_hs8_preferential_derived.csv.gz"


def read(shared_data: Path, name: str) -> pa.Table:
    path = shared_data / "6_tariff" / name
    names = pa_csv.read_csv(path).column_names
    return pa_csv.read_csv(path, convert_options=pa_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())))


def of(tariffs: pa.Table, product: str) -> list[dict[str, object]]:
    return tariffs.filter(pc.field("product") == product).to_pylist()


def test_mfn_provisional_and_general_rates(shared_data: Path, tidied) -> None:
    tariffs = tidied(CHINA_TARIFFS, read(shared_data, MFN), file=MFN)
    # 03021410,10.0,,7.0,40.0: salmon.
    salmon = {row["kind"]: row for row in of(tariffs, "03021410")}
    assert {kind: row["tariff_percent"] for kind, row in salmon.items()} == {"mfn": 10, "provisional": 7, "general": 40}
    assert (salmon["mfn"]["importer"], salmon["mfn"]["year"], salmon["mfn"]["nomenclature"]) == ("CHN", 2025, "HS2022")
    # 01012100 has no provisional rate.
    assert {row["kind"] for row in of(tariffs, "01012100")} == {"mfn", "general"}
    mfn = tariffs.filter(pc.field("kind") == "mfn")
    assert mfn.num_rows == 8961
    # The ministry's own mean of the rates of 2025 is 7.3 %.
    assert pc.mean(mfn["tariff_percent"]).as_py() == pytest.approx(7.3, abs=0.05)


def test_agreement_rates(shared_data: Path, tidied) -> None:
    tariffs = tidied(CHINA_TARIFFS, read(shared_data, PREFERENTIAL), file=PREFERENTIAL)
    assert tariffs.num_rows == 204490
    cars = {row["agreement"]: row for row in of(tariffs, "87032362")}
    assert (cars["RCEP-JP"]["exporter"], cars["RCEP-JP"]["tariff_percent"]) == ("JPN", 15.0)
    assert (cars["RCEP-AS"]["exporter"], cars["RCEP-AS"]["kind"]) == ("ASEAN", "preferential")
    unknown = tariffs.filter(pc.field("exporter").is_null())
    assert set(unknown["agreement"].to_pylist()) == {"FTA-AP"}
    assert unknown["exporter_printed"].null_count == unknown.num_rows


def test_unknown_agreement_code_and_rate_stay_beside_their_print(tidied) -> None:
    raw = pa.table({"hs8": ["1012100", "01012100"], "agreement": ["RCEP-JP", "FTA-QQ"], "rate": ["free", None]})
    rows = tidied(CHINA_TARIFFS, raw, year="2025").to_pylist()
    assert (rows[0]["product"], rows[0]["product_printed"]) == (None, "1012100")
    assert (rows[0]["tariff_percent"], rows[0]["tariff_percent_printed"]) == (None, "free")
    assert (rows[1]["exporter"], rows[1]["exporter_printed"]) == (None, "FTA-QQ")
    assert (rows[1]["tariff_percent"], rows[1]["tariff_percent_printed"]) == (None, None)


@pytest.mark.parametrize("file", ["tariff.csv", "tariff_2024_2025.csv", "hs20250101.csv"])
def test_a_year_that_does_not_show_is_asked_for(tidied, file: str) -> None:
    raw = pa.table({"hs8": ["01012100"], "agreement": ["RCEP-JP"], "rate": ["0"]})
    with pytest.raises(SchemaMismatch, match="--set year"):
        tidied(CHINA_TARIFFS, raw, file=file)


def test_recognises_its_two_tables() -> None:
    assert CHINA_TARIFFS.recognises(Sheet("x", ("hs8", "mfn", "mfn_footnote", "provisional", "general")))
    assert CHINA_TARIFFS.recognises(Sheet("x", ("hs8", "agreement", "rate")))
    assert not CHINA_TARIFFS.recognises(Sheet("x", ("hs6", "simple_average", "nomencode")))
