"""What sources say of rows that they leave out or mend, as an ingest into a lake reports it."""

from __future__ import annotations

from pathlib import Path

import pytest

from entrepot.lake.ingest import ingest
from entrepot.lake.lake import Lake
from entrepot.sources.cepii_gravity import CEPII_GRAVITY
from entrepot.sources.exchange_rates import EXCHANGE_RATES
from entrepot.sources.source import Source
from entrepot.sources.wits_tariffs import WITS_TARIFFS

GRAVITY = (
    "year,iso3_o,iso3_d,country_exists_o,country_exists_d,dist\n"
    "1989,DEU,FRA,1,1,400\n1989,DEU,FRA,0,1,\n2000,FRA,YUG,1,0,1000\n"
)
RATES = "Date,Country,Exchange rate\n2017-01-01,Venezuela,9.975\n2018-01-01,Venezuela,4389736.7765\n"
TARIFFS = (
    "NomenCode,Reporter_ISO_N,Year,ProductCode,Min_Rate,Max_Rate,SimpleAverage,Nbr_NA_Lines,TotalNoOfLines\n"
    "H5,840,2017,10121,0,0,0,0,1\nH5,840,2017,010239,0,0,0,1,1\nH5,840,2017,010290,0,0,0,1,1\n"
)


@pytest.mark.parametrize(
    ("source", "file", "text", "kept", "said"),
    [
        (CEPII_GRAVITY, "Gravity.csv", GRAVITY, 1, {"no_country": "2 rows left out"}),
        (EXCHANGE_RATES, "annual.csv", RATES, 1, {"two_currencies": "1 yearly averages of Venezuela"}),
        (WITS_TARIFFS, "AVEMFN.csv", TARIFFS, 3, {"lost_zero": "1 rows", "no_rate_in_per_cent": "2 rows"}),
    ],
)
def test_remarks(tmp_path: Path, source: Source, file: str, text: str, kept: int, said: dict[str, str]) -> None:
    (tmp_path / file).write_text(text, encoding="utf-8")
    landed = ingest(Lake(tmp_path / "lake"), tmp_path / file, (source,))
    assert landed.rows_kept == kept
    remarks = {finding.rule: finding for finding in landed.findings}
    assert set(remarks) == set(said)
    for rule, words in said.items():
        assert remarks[rule].level == "note"
        assert remarks[rule].message.en.startswith(words)
