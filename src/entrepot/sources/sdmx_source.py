"""SDMX: figures of OECD, IMF, World Bank, ECB, Eurostat and others, in whichever of its formats they come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyarrow as pa

from entrepot.sources.cells import printed, remark, scaled, whole, with_id
from entrepot.sources.fetching import one_file, refuse_other_choices
from entrepot.sources.lookups import lookup_table, two_columns
from entrepot.sources.sdmx_columns import (
    AREAS,
    COUNTERPARTS,
    FLAGS,
    FREQUENCIES,
    MEASURES,
    NOTES,
    POWERS,
    TIMES,
    UNITS,
    USUAL_FREQUENCIES,
    Layout,
    layout_of,
)
from entrepot.sources.sdmx_message import DATAFLOW, VALUE, sdmx_table
from entrepot.sources.sdmx_wide import GROUPS_OF_THE_FUND, as_long, groups_left_out, is_wide
from entrepot.sources.source import About, Licence, RawFile, Sheet, Source
from entrepot.sources.world_bank_indicators import COLUMNS, GROUPS, as_message, of_world_bank, records_of_world_bank
from entrepot.vocabulary.areas import all_areas, code_table
from entrepot.vocabulary.errors import SchemaMismatch, WrongCall
from entrepot.vocabulary.tables import SERIES
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import ibis

NO_UNIT = "not stated"
# SDMX's own code list has M for a value that is missing.
NO_VALUE = "M"
ALIASES = {
    "EL": "GRC",
    "UK": "GBR",
    "W00": "WLD",
    "W0": "WLD",
    "001": "WLD",
    "000": "WLD",
    "EU27_2020": "EU",
    "EUU": "EU",
}
MONTH = "(0[1-9]|1[0-2])"


@lookup_table("sdmx_area")
def _areas() -> pa.Table:
    known = {area.id: area.id for area in all_areas()} | ALIASES
    for scheme in ("iso_numeric", "iso2", "iso3"):
        known |= dict(code_table(scheme))
    return two_columns(tuple((known | ALIASES).items()))


class Sdmx(Source):
    id = "sdmx"
    title = T(
        "SDMX messages (OECD, IMF, World Bank, ECB, Eurostat ...)",
        "SDMX报文（经合组织、国际货币基金组织、世界银行、欧洲央行、欧盟统计局等）",
    )
    publisher = T("the publisher named in the message", "报文中注明的发布机构")
    address = "https://sdmx.org"
    licence = Licence(T("as the publisher of the message says", "以报文发布机构的规定为准"), may_republish=False)
    gives = SERIES
    how = T(
        "Ask the publisher's SDMX service for data (SDMX-CSV, SDMX-JSON or SDMX-ML) and save the answer as it is; of the World "
        "Bank, the CSV or API answer (JSON) of its indicators too; of Eurostat, the TSV of its bulk download under its own "
        "name; of the IMF, the CSV of its data portal.",
        "向发布机构的SDMX服务查询数据（SDMX-CSV、SDMX-JSON或SDMX-ML），原样保存；世界银行指标的CSV和接口JSON、欧盟统计局批量下载的TSV"
        "（勿改文件名）、国际货币基金组织数据门户的CSV也可。",
    )
    restates = ("locator", "area", "counterpart", "subject", "measure", "unit", "period")
    fetchable = True

    def decode(self, name: str, content: bytes) -> pa.Table | None:
        if is_wits_tariff(content):
            return None
        found = records_of_world_bank(name, content)
        return sdmx_table(name, content) if found is None else found

    def recognises(self, sheet: Sheet) -> bool:
        if of_world_bank(sheet) or is_wide(sheet):
            return True
        layout = layout_of(sheet.columns)
        framed = any(name in layout.columns for name in (DATAFLOW, "STRUCTURE", "KEY"))
        return framed and VALUE in layout.columns and "NOMENCODE" not in layout.columns

    def tidy(self, raw: ibis.Table, about: About) -> ibis.Table:
        import ibis

        raw, about = _observations(raw, about)
        layout = layout_of(about.sheet.columns)
        said_period = None if layout.first(TIMES) else _said_period(about)
        codes = {name: _code(raw[column], layout) for name, column in layout.columns.items()}
        nothing = ibis.null("string")

        def first(names: tuple[str, ...]) -> ibis.Value:
            found = layout.first(names)
            return nothing if found is None else codes[found]

        locator = _locator(codes)
        power = whole(first(POWERS)).fill_null(0)
        value, unit = codes[VALUE], first(UNITS)
        when = ibis.literal(said_period) if said_period else first(TIMES)
        rows = raw.select(
            "row",
            locator=locator,
            area_printed=first(AREAS),
            counterpart_printed=first(COUNTERPARTS),
            subject=_subject(layout, codes),
            measure=ibis.coalesce(first(MEASURES), locator),
            unit=unit.fill_null(NO_UNIT),
            unit_printed=ibis.ifelse(power == 0, unit, unit.fill_null("") + " ×10^" + power.cast("string")),
            **dict(zip(("period", "frequency"), _period(when), strict=True)),
            period_printed=when,
            value=scaled(value, power),
            value_printed=value,
            flag=ibis.ifelse(value.isnull(), first(FLAGS).fill_null(NO_VALUE), first(FLAGS)),
            note=first(NOTES),
        )
        return with_id(with_id(rows, "area", codes="sdmx_area"), "counterpart", codes="sdmx_area")

    def remarks(self, raw: ibis.Table, about: About) -> ibis.Table | None:
        if is_wide(about.sheet):
            return groups_left_out(raw, about)
        rows, said = as_message(raw, about)
        groups = _bank_groups(rows, said)
        return None if groups is None else remark("groups_of_the_bank", rows.filter(groups))

    def remark_message(self, rule: str, rows: int) -> T:
        if rule == GROUPS_OF_THE_FUND:
            return T(
                f"{rows:,} figures of the IMF's own groups of countries left out",
                f"略去国际货币基金组织自定国家组的数值 {rows:,} 个",
            )
        return T(
            f"{rows:,} figures of the World Bank's own groups (regions, income groups) left out",
            f"略去世界银行自定国家组（地区、收入组）的数值 {rows:,} 个",
        )

    def fetch(self, **wanted: str) -> Iterator[RawFile]:
        """The answer of an SDMX service to the query that `address` is; `name` for the file, `into` the folder."""
        refuse_other_choices(wanted, ("address", "name", "into"))
        address = wanted.get("address")
        if address is None:
            raise WrongCall(
                T(
                    "say what to fetch: address=https://... (a data query of an SDMX service)",
                    "请指明下载内容：address=https://……（SDMX服务的数据查询地址）",
                )
            )
        name = wanted.get("name", re.sub(r"[^A-Za-z0-9]+", "_", address.partition("://")[2])[-120:].strip("_"))
        yield one_file(address, name=name, wanted=wanted, how=self.how)


def _observations(raw: ibis.Table, about: About) -> tuple[ibis.Table, About]:
    rows, about = as_message(*as_long(raw, about))
    groups = _bank_groups(rows, about)
    return (rows if groups is None else rows.filter(~groups).view()), about


def _bank_groups(rows: ibis.Table, about: About) -> ibis.BooleanValue | None:
    if about.sheet.columns != COLUMNS:
        return None
    # Where a group has no code of three letters, the API has two characters that no country has (`1A`, `Z4`).
    code = rows.REF_AREA.strip()
    return (code.isin(GROUPS) | code.re_search("^([0-9A-Z][0-9]|[0-9][A-Z]|X[A-JL-Z])$")).fill_null(False)


def is_wits_tariff(content: bytes) -> bool:
    return b"TARIFFTYPE" in content and b"NOMENCODE" in content


def _said_period(about: About) -> str:
    if period := about.option("period"):
        return period
    raise SchemaMismatch(
        T(
            f"{about.sheet.file}: no dimension TIME_PERIOD, so it does not say of when its figures are; "
            "add --set period=2014",
            f"{about.sheet.file}：没有TIME_PERIOD维度，无法得知数据的时期；请加 --set period=2014",
        )
    )


def _code(cell: ibis.Value, layout: Layout) -> ibis.Value:
    text = printed(cell)
    return text.re_replace(r": .*$", "") if layout.labelled else text


def _locator(codes: dict[str, ibis.Value]) -> ibis.Value:
    """The dataflow without its version, so that a new version of it says the same figures anew."""
    for name in (DATAFLOW, "STRUCTURE_ID"):
        if name in codes:
            return codes[name].re_replace(r"\(.*$", "")
    return codes["KEY"].re_replace(r"[.].*$", "")


def _subject(layout: Layout, codes: dict[str, ibis.Value]) -> ibis.Value:
    """The rest of the key as `NAME=CODE; NAME=CODE`, so that no two series become one."""
    import ibis

    told = {layout.first(names) for names in (TIMES, AREAS, COUNTERPARTS, MEASURES, UNITS)}
    parts = []
    for name in layout.dimensions:
        if name in FREQUENCIES:
            # The period itself tells years, quarters and months; days and business days look the same.
            unusual = codes[name].notin(USUAL_FREQUENCIES)
            parts.append(ibis.ifelse(unusual, f"{name}=" + codes[name], ibis.null("string")))
        elif name not in told:
            parts.append(f"{name}=" + codes[name])
    return ibis.literal("; ").join(parts).nullif("") if parts else ibis.null("string")


def _period(text: ibis.Value) -> tuple[ibis.Value, ibis.Value]:
    """Our way to write the period, and its frequency; null for what is no period."""
    import ibis

    year = text.left(4)
    forms = (
        (r"^[0-9]{4}(-?A1)?$", year, "year"),
        (r"^[0-9]{4}-?Q[1-4]$", year + "-Q" + text.right(1), "quarter"),
        (rf"^[0-9]{{4}}(-|-?M){MONTH}$", year + "-" + text.right(2), "month"),
        (r"^[0-9]{4}-?[SH]1$", year + "-01/" + year + "-06", "to_date"),
        (r"^[0-9]{4}-?[SH]2$", year + "-07/" + year + "-12", "interval"),
        (rf"^[0-9]{{4}}-{MONTH}-[0-3][0-9]$", text, "day"),
    )
    fits = [(text.re_search(pattern), written, frequency) for pattern, written, frequency in forms]
    period = ibis.cases(*((fit, written) for fit, written, _ in fits), else_=ibis.null("string"))
    frequency = ibis.cases(*((fit, frequency) for fit, _, frequency in fits), else_=ibis.null("string"))
    return period, frequency


SDMX = Sdmx()
