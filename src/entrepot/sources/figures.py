"""Published figures: a table typed from a yearbook, a paper or the press, one figure per line, with where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from entrepot.sources.cells import printed, remark, scaled
from entrepot.sources.figures_words import NEEDED, column_names, in_our_words, unit_key, with_area
from entrepot.sources.footnotes import mark, narrow, unmarked
from entrepot.sources.lookups import lookup
from entrepot.sources.period_text import with_period
from entrepot.sources.source import About, Licence, Sheet, Source
from entrepot.vocabulary.tables import SERIES
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import ibis

EMBEDDED: Final = ("figures.csv", "text_figures.csv", "press_figures.csv")
"""The files of `entrepot.embedded` that this source reads: the papers' tables, their sentences, and the press."""

UNDATED: Final = "undated"
MARKED: Final = "footnote_marks"
_PRESS: Final = ("region", "period", "dimension", "item", "flow", "value", "unit", "yoy_pct", "source")
_FLOW_MEASURES: Final = (("export", "exports"), ("import", "imports"), ("total", "trade_total"))
_WHOLE_ECONOMY: Final = "地区生产总值"
_THOUSANDS: Final = r"^[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?$"


class Figures(Source):
    id = "figures"
    title = T("Published figures", "公布的数据")
    publisher = T("The papers, yearbooks and newspapers named in each figure", "各条数据所注明的论文、年鉴和新闻")
    address = "docs/figures.md"
    licence = Licence(
        T("Facts, with their references", "事实数据，注明出处"),
        may_republish=True,
        reference="Single figures are facts; each names where it is printed.",
    )
    gives = SERIES
    how = T(
        "Type the table into the template: `entrepot source template figures --out FILE.xlsx`.",
        "用模板录入：`entrepot source template figures --out FILE.xlsx`。",
    )
    restates = ("locator",)

    def recognises(self, sheet: Sheet) -> bool:
        return _is_press(sheet) or set(NEEDED) <= set(column_names(sheet.columns))

    def tidy(self, raw: ibis.Table, about: About) -> ibis.Table:
        cells = _press(raw) if _is_press(about.sheet) else _typed(raw, about.sheet)
        return _series(cells)

    def remarks(self, raw: ibis.Table, about: About) -> ibis.Table | None:
        """How many figures have no period, and how many a footnote mark."""
        if _is_press(about.sheet):
            return None
        cells = _typed(raw, about.sheet)
        marked = cells.filter(mark(narrow(cells.value_printed)).notnull())
        return remark(UNDATED, cells.filter(cells.period_printed.isnull())).union(remark(MARKED, marked))

    def remark_message(self, rule: str, rows: int) -> T:
        if rule == MARKED:
            return T(
                f"{rows} figures carry a footnote mark (①, *, p): the number was read without it; the column flag names it",
                f"{rows} 个数值带有脚注符号（①、*、p），读数时已去掉，flag 列注明",
            )
        return T(
            f"{rows} figures have no period; they are kept as undated and enter no series over time",
            f"{rows} 条数据没有时期，按“undated”保存，不进入时间序列",
        )


def _is_press(sheet: Sheet) -> bool:
    return sheet.has(*_PRESS)


def _typed(raw: ibis.Table, sheet: Sheet) -> ibis.Table:
    """The lines of the template in our columns; those that begin with # are examples."""
    import ibis

    names = column_names(sheet.columns)

    def cell(name: str) -> ibis.Value:
        return printed(raw[names[name]]) if name in names else ibis.null("string")

    comment = raw[sheet.columns[0]].strip().startswith("#").fill_null(False)
    study, place = cell("study"), cell("locator")
    return raw.filter(~comment).select(
        "row",
        locator=(study + " " + place).coalesce(study, place),
        # A figure of nowhere is refused: an empty text, unlike a null, is an unknown code to the lake's checks.
        area_printed=cell("area").fill_null(""),
        counterpart_printed=cell("counterpart"),
        subject=cell("subject"),
        measure=cell("measure"),
        period_printed=cell("period"),
        value_printed=cell("value"),
        unit_printed=cell("unit"),
        note=cell("note"),
    )


def _press(raw: ibis.Table) -> ibis.Table:
    """Figures of press releases, and beside them the growth on the year before that the same line prints."""
    import ibis

    cells = raw.select("row", **{name: printed(raw[name]) for name in _PRESS})
    partner = cells.dimension == "partner"
    gdp = cells.dimension == "gdp"
    of_trade = cells.flow.notnull()
    measure = ibis.cases(
        (gdp & (cells.item == _WHOLE_ECONOMY), "gdp"),
        (gdp, "value_added"),
        (cells.dimension == "n_firms", "trading_firms"),
        *((cells.flow == flow, measure) for flow, measure in _FLOW_MEASURES),
        else_=ibis.null("string"),
    )
    whole = (cells.dimension == "total") | partner
    figure = cells.select(
        "row",
        "yoy_pct",
        locator=cells.source,
        area_printed=cells.region,
        counterpart_printed=ibis.cases((partner, cells.item), (of_trade, "WLD"), else_=ibis.null("string")),
        subject=ibis.cases(
            (whole, "goods"),
            (measure.isin(("gdp", "trading_firms")), ibis.null("string")),
            else_=cells.item,
        ),
        measure=measure,
        measure_printed=ibis.ifelse(measure.isnull(), cells.dimension.coalesce(cells.flow), ibis.null("string")),
        period_printed=cells.period,
        value_printed=cells.value,
        unit_printed=cells.unit,
        note=ibis.null("string"),
    )
    grown = ibis.ifelse(figure.measure == "trade_total", "trade", figure.measure)
    growth = figure.filter(figure.yoy_pct.notnull()).mutate(
        measure=grown + "_growth", value_printed=figure.yoy_pct, unit_printed=ibis.literal("%")
    )
    level = figure.filter(figure.value_printed.notnull() | figure.yoy_pct.isnull())
    return level.union(growth).drop("yoy_pct")


def _series(cells: ibis.Table) -> ibis.Table:
    """Printed text to places, periods and values in the base unit; what is not understood stays null beside its text."""
    import ibis

    known = in_our_words(in_our_words(cells, "measure"), "subject")
    known = with_area(with_area(known, "area", cells), "counterpart", cells)
    known = with_period(known, cells)
    units = lookup("figures_unit").rename(_unit="code")
    found = known.mutate(_key=unit_key(known.unit_printed))
    found = found.left_join(units, found._key == units._unit)
    narrowed = narrow(found.value_printed)
    without, noted = unmarked(narrowed), mark(narrowed)
    plain = ibis.ifelse(without.re_search(_THOUSANDS), without.replace(",", ""), without)
    dated = found.period_printed.notnull()
    flags = (
        (found.value_printed.isnull(), "missing, "),
        (~dated, f"{UNDATED}, "),
        (found.unit_printed.lower().re_search(r"[ _]over$"), "at_least, "),
    )
    flag = ibis.literal("")
    for raised, name in flags:
        flag += ibis.ifelse(raised, name, "")
    flag += ibis.ifelse(noted.notnull(), "mark " + noted + ", ", "").fill_null("")
    return found.select(
        "row", "locator", "area", "area_printed", "counterpart", "counterpart_printed", "subject", "measure",
        unit=found.base,
        unit_printed=found.unit_printed,
        period=ibis.ifelse(dated, found.period, UNDATED),
        period_printed=found.period_printed,
        frequency=found.frequency.fill_null(UNDATED),
        # Without a known unit the row is refused for its unit, not for its number.
        value=scaled(plain, found.power.cast("int64").fill_null(0)),
        value_printed=found.value_printed,
        note=found.note,
        flag=flag.re_replace(", $", "").nullif(""),
    )  # fmt: skip


FIGURES = Figures()
