"""SDMX data as Eurostat's bulk TSV and the IMF's data portal print it, a column a period, brought to the form of SDMX-CSV."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Final

from entrepot.sources.cells import printed, remark
from entrepot.sources.sdmx_message import DATAFLOW, VALUE
from entrepot.sources.source import About, Sheet

if TYPE_CHECKING:
    import ibis

_PERIOD: Final = re.compile(r"(19|20)\d\d(-?[QS][1-4]|-?M?(0[1-9]|1[0-2])|-(0[1-9]|1[0-2])-[0-3]\d)?")
_KEY: Final = re.compile(r"(?P<dimensions>[A-Za-z0-9_,]+)\\(TIME_PERIOD|time)")
# A figure or `:` for none, then the letters of its flags, as in `12.3 bp` and `: c`.
_CELL: Final = r"^(:|[-+]?[0-9.]+([eE][-+]?[0-9]+)?) ?([a-z]*)$"
_IMF: Final = ("DATASET", "SERIES_CODE", "OBS_MEASURE")
# The portal prints figures in the scale that it names: Italy's GDP of 2023 is 2380.129 in `Billions` of dollars.
_SCALES: Final = {"units": 0, "hundreds": 2, "thousands": 3, "millions": 6, "billions": 9, "trillions": 12}
# Codes of the IMF that are not ISO's; its groups are called G and three digits.
_IMF_AREAS: Final = {"G001": "WLD", "KOS": "XKX", "UVK": "XKX", "WBG": "PSE"}
_IMF_GROUP: Final = r"^[GX][0-9]{3}$"
GROUPS_OF_THE_FUND: Final = "groups_of_the_fund"


def is_wide(sheet: Sheet) -> bool:
    return _of_eurostat(sheet) or _of_imf(sheet)


def as_long(raw: ibis.Table, about: About) -> tuple[ibis.Table, About]:
    """A row an observation under the names of SDMX-CSV; any other table as it is."""
    if _of_eurostat(about.sheet):
        rows = _eurostat(raw, about.sheet)
    elif _of_imf(about.sheet):
        rows = _imf(raw, about.sheet)
        rows = rows.filter(~_is_group(rows)).view()
    else:
        return raw, about
    columns = tuple(name for name in rows.columns if name != "row")
    return rows, dataclasses.replace(about, sheet=dataclasses.replace(about.sheet, columns=columns))


def groups_left_out(raw: ibis.Table, about: About) -> ibis.Table | None:
    if not _of_imf(about.sheet):
        return None
    rows = _imf(raw, about.sheet)
    return remark(GROUPS_OF_THE_FUND, rows.filter(_is_group(rows)))


def _of_eurostat(sheet: Sheet) -> bool:
    return bool(sheet.columns) and _KEY.fullmatch(sheet.columns[0]) is not None and bool(_periods(sheet))


def _of_imf(sheet: Sheet) -> bool:
    return sheet.has(*_IMF) and (bool(_periods(sheet)) or sheet.has("TIME_PERIOD", VALUE))


def _periods(sheet: Sheet) -> list[str]:
    return [name for name in sheet.columns if _PERIOD.fullmatch(name)]


def _long(raw: ibis.Table, sheet: Sheet) -> ibis.Table:
    return raw.pivot_longer(_periods(sheet), names_to="TIME_PERIOD", values_to=VALUE)


def _eurostat(raw: ibis.Table, sheet: Sheet) -> ibis.Table:
    import ibis

    key = _KEY.fullmatch(sheet.columns[0])
    dimensions = key["dimensions"].upper().split(",") if key else []
    rows = _long(raw, sheet)
    rows = rows.mutate(_cell=rows[VALUE].strip(), _key=rows[sheet.columns[0]].strip())
    # A bare `:` only fills the table; one with a flag says why there is no figure.
    rows = rows.filter(rows._cell.notnull() & (rows._cell != ":"))
    well, parts = rows._cell.re_search(_CELL), rows._key.split(",")
    whole = parts.length() == len(dimensions)
    # A key that does not fit stays whole in every place, so that the check of codes names it.
    codes = {name: ibis.ifelse(whole, parts[place].strip(), rows._key) for place, name in enumerate(dimensions)}
    figure = ibis.ifelse(well, rows._cell.re_extract(_CELL, 1).nullif(":"), rows._cell)
    flag = ibis.ifelse(well, rows._cell.re_extract(_CELL, 3).nullif(""), ibis.null("string"))
    return rows.select(
        "row",
        **{DATAFLOW: ibis.literal(_dataset(sheet.file)), **codes, "TIME_PERIOD": rows.TIME_PERIOD, VALUE: figure},
        OBS_FLAG=flag,
    )


def _dataset(file: str) -> str:
    """The code of the dataset: the file does not say it, but it is called by it (`estat_nama_10_gdp.tsv.gz`)."""
    stem = file.replace("\\", "/").rpartition("/")[2].partition(".")[0]
    return "ESTAT:" + re.sub(r"^estat_|_linear$| ?\(\d+\)$", "", stem, flags=re.IGNORECASE).upper()


def _imf(raw: ibis.Table, sheet: Sheet) -> ibis.Table:
    import ibis

    rows = _long(raw, sheet) if _periods(sheet) else raw
    # COUNTRY and INDICATOR may be codes or words, as the person chose; the code of the series is always there.
    series = printed(rows.SERIES_CODE)
    area = series.re_extract(r"^([^.]*)", 1)
    area = area.substitute(_IMF_AREAS)
    scale = printed(rows.SCALE).lower() if "SCALE" in sheet.columns else ibis.literal("units")
    known = scale.fill_null("units").isin(list(_SCALES))
    power = scale.fill_null("units").substitute({word: str(number) for word, number in _SCALES.items()})
    value = printed(rows[VALUE])
    # A scale that is not known makes the figure unreadable: it is never taken for units.
    value = ibis.ifelse(known | value.isnull(), value, value + " " + scale)
    cells = {
        DATAFLOW: printed(rows.DATASET),
        "REF_AREA": area,
        "INDICATOR": series.re_replace(r"^[^.]*\.", "").re_replace(r"\.[AQMSWD]$", ""),
        "UNIT": printed(rows.UNIT) if "UNIT" in sheet.columns else ibis.null("string"),
        "TIME_PERIOD": printed(rows.TIME_PERIOD),
        VALUE: value,
        "UNIT_MULT": ibis.ifelse(known, power, "0"),
        "TITLE": printed(rows.INDICATOR) if "INDICATOR" in sheet.columns else ibis.null("string"),
    }
    return rows.select("row", **cells).filter(ibis._[VALUE].notnull())


def _is_group(rows: ibis.Table) -> ibis.BooleanValue:
    return rows.REF_AREA.re_search(_IMF_GROUP).fill_null(False)
