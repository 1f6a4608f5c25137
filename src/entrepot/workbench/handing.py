"""What a measure is handed from the lake: for each of its inputs a lazy table, and what there is to say about it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa
import pyarrow.csv as pacsv

from entrepot.lake.engine import compile_sql
from entrepot.measures.inputs import WORLD_ROW, Input, as_reference
from entrepot.measures.measure import Measure
from entrepot.vocabulary.areas import all_areas, area, mainland_provinces
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.tables import RATES, SERIES
from entrepot.vocabulary.text import T
from entrepot.workbench.contents import Contents
from entrepot.workbench.converting import asks_to_convert, at_six_digits, conversion, converted, of_products, too_short
from entrepot.workbench.empty import nothing, nothing_to_compare, nothing_told
from entrepot.workbench.flow_rows import lake_table, own_rows
from entrepot.workbench.levels import Wanted, pinned, plan, two_editions
from entrepot.workbench.narrowing import is_bloc, with_members
from entrepot.workbench.plan import Plan
from entrepot.workbench.published import published_composition, published_value
from entrepot.workbench.selection import Selection

if TYPE_CHECKING:
    from ibis import Table

DIMENSIONS = frozenset({"partner", "product", "regime", "firm_type", "customs_district"})
# Parts printed in whole units may add up to a little more than the whole does.
ROUNDING = 1e-4
WHOLE = {"partner": WORLD_ROW, "product": "TOTAL", "regime": "ALL"}


@dataclass(slots=True)
class Handed:
    """Lazy inputs by name; `rows_of` are the narrowed rows behind each, for evidence; `extra` are tables to bind."""

    tables: dict[str, Table] = field(default_factory=dict)
    rows_of: dict[str, Table] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    flows: dict[str, str | None] = field(default_factory=dict)
    notes: list[T] = field(default_factory=list)
    extra: dict[str, pa.Table] = field(default_factory=dict)
    currency: str | None = None


def hand(measure: Measure, contents: Contents, selection: Selection, options: Mapping[str, object]) -> Handed:
    """Every input of `measure` from the lake, or MissingData saying what to load."""
    asked, reads = selection, {wanted.name for wanted in measure.reads if not wanted.optional}
    if "members" in reads:
        # The bloc is what trade with it is set against: all partners are read.
        selection = replace(selection, partners=())
    parts = _parts_of_regions(asked.regions) if "groups" in reads else ()
    if parts:
        # What is asked about a province is told by its cities' trade, what of a country by its provinces'.
        selection = replace(selection, regions=tuple(part for part, _ in parts))
    handing = _Handing(measure, contents, selection, options, asked.partners, parts)
    for wanted in measure.reads:
        handing.hand(wanted)
    return handing.handed


@dataclass(slots=True)
class _Handing:
    measure: Measure
    contents: Contents
    selection: Selection
    options: Mapping[str, object]
    blocs: tuple[str, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()
    handed: Handed = field(default_factory=Handed)

    def hand(self, wanted: Input) -> None:
        if wanted.name == "composition":
            self._composition(wanted)
        elif wanted.table == "flows":
            self._flows(wanted)
        elif wanted.table == "series":
            self._figure(wanted)
        elif wanted.table == "rates":
            self._rates()
        elif wanted.name == "homes":
            self._homes()
        elif wanted.name == "members":
            self._members()
        elif wanted.name == "groups" and self.parts:
            self._groups()

    def _needed(self, wanted: Input, extra: str = "") -> frozenset[str]:
        by = self.selection.by if wanted.grouped else ()
        return DIMENSIONS & {*wanted.columns, *by, extra}

    def _flows(self, wanted: Input) -> None:
        selection, handed = self.selection, self.handed
        flow = dict(wanted.where).get("flow") or selection.flow or (None if "flow" in selection.by else "export")
        own = next(iter(handed.plans.values()), None)
        if wanted.role == "own":
            found = self._own_plan(Wanted(flow, selection.regions, self._needed(wanted)), own)
            regions = selection.regions
        else:
            regions = selection.reference
            if wanted.name == "partner_imports":
                regions = with_members(selection.partners) if selection.partners else ()
            found = self._reference_plan(Wanted(flow, regions, self._needed(wanted)), own)
        if found is None:
            if wanted.optional:
                return
            raise nothing_told(self.contents, selection, wanted, self._needed(wanted), regions, flow)
        self._refuse_changing_codes(found, wanted)
        rows = self._rows(found, Wanted(flow, regions, self._needed(wanted)))
        if wanted.role != "own" and not regions:
            self._refuse_itself_as_reference(rows, wanted)
        handed.plans[wanted.name] = found
        handed.flows[wanted.name] = flow
        handed.currency = handed.currency or found.currency
        handed.rows_of[wanted.name] = rows
        handed.tables[wanted.name] = self._as_role(wanted, rows, found, regions)

    def _plan(self, selection: Selection, wanted: Wanted) -> Plan | None:
        if not asks_to_convert(selection, wanted):
            return plan(self.contents, selection, wanted)
        found = plan(self.contents, *at_six_digits(selection, wanted))
        if found is None and (shorter := plan(self.contents, selection, wanted)) is not None:
            raise too_short(shorter.product_digits)
        return found

    def _rows(self, found: Plan, wanted: Wanted, selection: Selection | None = None) -> Table:
        """The plan's rows, brought to the one nomenclature that was asked for where they are told by product."""
        selection = selection or self.selection
        if not asks_to_convert(selection, wanted):
            return own_rows(found, selection, flow=wanted.flow, regions=wanted.regions)
        rows = own_rows(found, replace(selection, products=()), flow=wanted.flow, regions=wanted.regions)
        by = conversion(self.contents, rows, selection)
        if by is not None:
            self.handed.rows_of["concordance"] = by.lines
            if by.said not in self.handed.notes:
                self.handed.notes.append(by.said)
            rows = converted(rows, by, selection)
        return of_products(rows, selection)

    def _own_plan(self, wanted: Wanted, first: Plan | None) -> Plan | None:
        """Exports and imports of one question come from one source in one currency, as far as it tells both."""
        together = replace(pinned(self.selection, first), basis=self.selection.basis) if first else self.selection
        if first and not self.selection.frequency:
            together = replace(together, frequency=_frequency(first))
        found = self._plan(together, wanted)
        if first and "product" in wanted.needed and found and found.product_digits != first.product_digits:
            return self._plan(replace(together, digits=min(found.product_digits, first.product_digits)), wanted)
        return found

    def _reference_plan(self, wanted: Wanted, own: Plan | None) -> Plan | None:
        """The same source if it tells of others too, else another; always in the same currency and at the same digits."""
        if own is None:
            return self._plan(self.selection, wanted)
        alike = replace(self.selection, currency=own.currency, frequency=self.selection.frequency or _frequency(own))
        if "product" in wanted.needed and "product" in self._own_needs():
            alike = replace(alike, digits=own.product_digits)
        same = self._plan(replace(alike, source=self.selection.source or own.level.source), wanted)
        if same is not None and (
            wanted.regions or not self.selection.regions or same.reporters - {*self.selection.regions}
        ):
            return same
        other = self._plan(alike, wanted)
        if other is not None and other.level.source != own.level.source:
            self.handed.notes.append(
                T(
                    f"compared with {other.level.source}, while the region's own rows are from {own.level.source}",
                    f"参照数据来自 {other.level.source}，本地区数据来自 {own.level.source}",
                )
            )
        return other or same

    def _own_needs(self) -> frozenset[str]:
        return frozenset(name for wanted in self.measure.reads if wanted.role == "own" for name in self._needed(wanted))

    def _as_role(self, wanted: Input, rows: Table, found: Plan, regions: tuple[str, ...]) -> Table:
        """The very rows where they are their own reference: then they are read once."""
        if wanted.role == "own" or regions or not found.states_the_world:
            return rows
        if wanted.role == "peers" or not wanted.grouped:
            return rows.filter(rows.reporter != WORLD_ROW)
        return as_reference(rows)

    def _refuse_itself_as_reference(self, rows: Table, wanted: Input) -> None:
        """Compared with itself every region is average: that is no answer."""
        regions = self.selection.regions
        if not regions:
            return
        others = rows.filter(~rows.reporter.isin(regions)).select("reporter").limit(1)
        if not self.contents.column(compile_sql(others)):
            raise nothing_to_compare(self.selection, wanted)

    def _refuse_changing_codes(self, found: Plan, wanted: Input) -> None:
        """Codes of two editions of the nomenclature do not mean the same goods from one period to the next."""
        if self.selection.convert:
            return
        compares = {"against", "since", "window"} & {option.name for option in self.measure.options}
        apart = "product" in (*wanted.columns, *self.selection.by) or self.options.get("over") == "product"
        if compares and apart and len(found.editions) > 1 and found.product_digits > 2:
            raise two_editions(self.measure.id, list(found.editions))

    def _composition(self, wanted: Input) -> None:
        """Real flows with their stated whole; published shares where they are asked for or there are no real flows."""
        selection = self.selection
        over = str(self.options.get("over") or wanted.over)
        flow = selection.flow or "export"
        own = self._plan(selection, Wanted(flow, selection.regions, self._needed(wanted, over)))
        if selection.share is None and own is not None and not own.level.synthetic:
            self._parts(own, wanted, flow, over)
            return
        elsewhere = selection.source not in (None, "figures") or "value" in wanted.values
        shares = None if elsewhere else published_composition(lake_table(SERIES), self.contents, selection, over)
        if shares is not None:
            self.handed.rows_of[wanted.name] = shares
            self.handed.tables[wanted.name] = shares
        elif own is not None and selection.share is None:
            self._parts(own, wanted, flow, over)
        else:
            raise nothing_told(self.contents, selection, wanted, self._needed(wanted, over), selection.regions, flow)

    def _parts(self, own: Plan, wanted: Input, flow: str, over: str) -> None:
        selection, handed = self.selection, self.handed
        self._refuse_changing_codes(own, replace(wanted, columns=(*wanted.columns, over)))
        rows = self._rows(own, Wanted(flow, selection.regions, self._needed(wanted, over)))
        handed.plans["flows"], handed.flows["flows"] = own, flow
        handed.currency = handed.currency or own.currency
        handed.rows_of["flows"] = rows
        narrowed = selection.names_of(over)
        # One part's share is of all trade; the concentration among named parts is of these alone.
        one_by_one = over in self.measure.per
        if over in WHOLE and (not narrowed or one_by_one):
            stated = self._whole(own, wanted, flow, over)
            if stated is not None:
                rows = rows.union(_no_less_than(stated, rows).select(rows.columns))
        handed.tables["flows"] = rows

    def _whole(self, own: Plan, wanted: Input, flow: str, over: str) -> Table | None:
        """The whole that the publisher states, else, where the parts are only some of all, what all of them add up to."""
        wider = pinned(self.selection, own)
        wider = replace(wider.only(over, ()), frequency=self.selection.frequency or _frequency(own))
        needed = self._needed(wanted) - {over}
        if own.digits and "product" in needed:
            wider = replace(wider, digits=own.digits)
        found = self._plan(wider, Wanted(flow, self.selection.regions, needed, whole=over))
        if found is None and wider != self.selection and self.selection.names_of(over):
            found = self._plan(wider, Wanted(flow, self.selection.regions, needed))
        if found is None:
            return None
        self.handed.plans["whole"], self.handed.flows["whole"] = found, flow
        asked = Wanted(flow, self.selection.regions, needed, whole=over)
        stated = self._rows(found, asked, wider)
        return stated.mutate(**{over: ibis.literal(WHOLE[over])})

    def _figure(self, wanted: Input) -> None:
        handed, selection = self.handed, self._places_of(wanted)
        found = published_value(lake_table(SERIES), wanted, self.contents, selection, handed.currency, handed.notes)
        # Without flows the first figure says the currency, so that GDP in the other one gets its rate.
        handed.currency = handed.currency or self.contents.figure_currency
        if found is None:
            if not wanted.optional:
                raise nothing(wanted, self.selection)
            return
        if wanted.name == "incomes":
            # What a product or a basket of exports is worth is told in the money of the incomes.
            handed.currency = found.currency
            handed.notes.append(T(f"incomes are in {found.unit}", f"人均收入单位：{found.unit}"))
        handed.rows_of[wanted.name] = found.rows
        handed.tables[wanted.name] = found.rows.select("period", "reporter", "value")

    def _places_of(self, wanted: Input) -> Selection:
        """A figure that regions are set against is read of their countries too, or, among all sellers, of everybody."""
        if wanted.role != "peers":
            return self.selection
        if not any(read.name == "homes" for read in self.measure.reads):
            return replace(self.selection, regions=())
        homes = [area(region).parent for region in self.selection.regions]
        return replace(self.selection, regions=(*self.selection.regions, *(home for home in homes if home)))

    def _rates(self) -> None:
        """A rate is handed over only where GDP stands in the other currency; the rate is a term of the answer."""
        handed, gdp = self.handed, self.contents.gdp_currency
        if "gdp" not in handed.rows_of or handed.currency is None or gdp in (handed.currency, None):
            return
        rates = lake_table(RATES)
        yuan = rates.filter(rates.currency == "CNY", rates.frequency == "year")
        per_gdp = 1 / yuan.per_usd if handed.currency == "USD" else yuan.per_usd
        handed.tables["rates"] = yuan.select(period=yuan.period, value=per_gdp)
        handed.notes.append(T(f"GDP is published in {gdp}; converted at the year's average rate", f"GDP以{gdp}公布，按年平均汇率折算"))  # fmt: skip

    def _homes(self) -> None:
        areas = [(one.id, one.parent or one.id) for one in all_areas() if one.kind != "bloc"]
        # As text: out of Python's lists PyArrow makes no column before it has loaded pandas.
        text = "\n".join(f"{one},{country}" for one, country in areas).encode()
        table = pacsv.read_csv(io.BytesIO(text), pacsv.ReadOptions(column_names=["reporter", "country"]))
        self.handed.extra["homes"] = table
        self.handed.tables["homes"] = ibis.table({"reporter": "string", "country": "string"}, name="homes")

    def _groups(self) -> None:
        table = pa.table({"part": [part for part, _ in self.parts], "group": [group for _, group in self.parts]})
        self.handed.extra["groups"] = table
        self.handed.tables["groups"] = ibis.table({"part": "string", "group": "string"}, name="groups")

    def _members(self) -> None:
        """The partners of the blocs that are asked about."""
        pairs = [(bloc, one) for bloc in self.blocs if is_bloc(bloc) for one in with_members((bloc,))]
        if not pairs:
            raise WrongCall(
                T(
                    f"{self.measure.id} is about trade with a bloc: name it as the partner (ASEAN, EU, RCEP, JPN+KOR)",
                    f"{self.measure.id} 针对与区域集团的贸易：请用 partner 指明集团（东盟、欧盟、RCEP、日本+韩国）",
                )
            )
        table = pa.table({"group": [bloc for bloc, _ in pairs], "partner": [one for _, one in pairs]})
        self.handed.extra["members"] = table
        self.handed.tables["members"] = ibis.table({"group": "string", "partner": "string"}, name="members")


def _no_less_than(stated: Table, parts: Table) -> Table:
    """The stated wholes that hold at least what their parts add up to: a query for one chapter states no whole of all."""
    keys = ["period", "reporter"]
    listed = parts.group_by(keys).agg(listed=parts.value.sum())
    wholes = stated.group_by(keys).agg(whole=stated.value.sum())
    both = wholes.join(listed, keys)
    return stated.semi_join(both.filter(both.whole >= both.listed * (1 - ROUNDING)), keys)


def _parts_of_regions(regions: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Each region's parts: cities of a province, provinces of a country; every part that has a whole, if none is named."""
    parts = [*map(area, mainland_provinces()), *all_areas("prefecture")]
    return tuple((one.id, one.parent) for one in parts if one.parent and (not regions or one.parent in regions))


def _frequency(of: Plan) -> str:
    return "year" if of.years_from_months else of.level.frequency
