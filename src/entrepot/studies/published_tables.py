"""A printed table laid out again from its figures, with what we recompute beside what was printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from entrepot.studies.declaration import PublishedOf, RowKey
from entrepot.studies.figures import Missing
from entrepot.studies.handed import HeldFigure
from entrepot.studies.intervals import Interval
from entrepot.studies.paper import Column, Entry
from entrepot.studies.printed_figures import check_printed_once, decimals_of, printed_number, unit_words
from entrepot.studies.reckoning import Reckoning
from entrepot.studies.titles import ROW_TITLES, figure_title, row_title
from entrepot.vocabulary.amounts import format_number
from entrepot.vocabulary.errors import MissingData, WrongCall
from entrepot.vocabulary.money import unit
from entrepot.vocabulary.printed_numbers import number
from entrepot.vocabulary.text import T

_DIMENSIONS: Final[tuple[RowKey, ...]] = ("period", "area", "counterpart", "subject")
_WHOLE: Final = (None, "", "WLD", "goods")
_MOST_NOTES: Final = 12
_FIGURES: Final = "figure"
_USUAL_ORDER: Final = ("exports", "imports", "trade_total", "trade_balance")
_AS_PRINTED: Final = T("As printed", "原文")
_RECOMPUTED: Final = T("Recomputed", "复算")
WITHIN: Final = T("within rounding", "在舍入范围内")
DIFFERS: Final = T("differs", "不一致")


@dataclass(frozen=True, slots=True)
class Series:
    """One column: the figure's name and unit, and what its column holds fixed."""

    measure: str
    unit_printed: str
    fixed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Laid:
    """The table without its frame: columns, rows, and what is to be said of differences."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Entry, ...], ...]
    notes: tuple[T, ...]


def laid_out(block: PublishedOf, figures: Sequence[HeldFigure], reckoning: Reckoning) -> Laid:
    """Rows by what the block says, or by the time, or by whatever differs most; every other difference makes columns."""
    figures = [one for one in figures if not block.figures or one.measure in block.figures]
    if not figures:
        place = ", ".join(block.places(reckoning.study))
        raise Missing(T(f"no figure stands at {place}", f"没有出自 {place} 的数据"))
    check_printed_once(figures)
    varying = [key for key in _DIMENSIONS if len({getattr(one, key) for one in figures}) > 1]
    if block.rows[:1] == (_FIGURES,):
        places: list[RowKey] = [key for key in varying if key != "period"]
        return _Laying(block, reckoning, figures, "period", places).listed()
    down = _rows_by(block, figures, varying)
    across = [key for key in varying if key != down]
    return _Laying(block, reckoning, figures, down, across).laid()


@dataclass(slots=True)
class _Laying:
    block: PublishedOf
    reckoning: Reckoning
    figures: Sequence[HeldFigure]
    down: RowKey
    across: Sequence[RowKey]
    differences: list[T] = field(default_factory=list)
    compared: int = 0

    def laid(self) -> Laid:
        series = _series(self.figures, self.across, self.block.figures)
        cells = {(_key(one, self.down), _series_of(one, self.across)): one for one in self.figures}
        rows = [
            (row_title(self.down, key), *(entry for one in series for entry in self._entries(cells.get((key, one)), key, one)))
            for key in _ordered(self.figures, self.down)
        ]  # fmt: skip
        columns = [column for one in series for column in self._columns(one, series)]
        head = Column("row", ROW_TITLES[self.down], number=False)
        return _without_empty(Laid((head, *columns), tuple(rows), tuple(self._notes())))

    def listed(self) -> Laid:
        """A row for each figure. Its periods are columns, or stand in one where most cells would be empty."""
        series = sorted(_series(self.figures, self.across, self.block.figures), key=self._by_size)
        cells = {(_series_of(one, self.across), one.period): one for one in self.figures}
        periods = sorted({one.period for one in self.figures})
        head = Column("row", T("Figure", "指标"), number=False)
        measures = self.reckoning.asking.held.measures()
        titles = {one: _title(one, self.across, series, measures) for one in series}
        if 2 * len(cells) <= len(series) * len(periods):
            columns = [head, Column("period", ROW_TITLES["period"], number=False), *_pair("printed", _AS_PRINTED)]
            rows: list[tuple[Entry, ...]] = [
                (titles[one], row_title("period", period), *self._both(cells[one, period], period, one))
                for one in series for period in periods if (one, period) in cells
            ]  # fmt: skip
        else:
            columns = [head, *(column for one in periods for column in _pair(one, row_title("period", one)))]
            if len(periods) > 1:
                columns = [_of_period(column) for column in columns]
            rows = [
                (titles[one], *(entry for period in periods for entry in self._both(cells.get((one, period)), period, one)))
                for one in series
            ]  # fmt: skip
        return _without_empty(Laid(tuple(columns), tuple(rows), tuple(self._notes())))

    def _by_size(self, series: Series) -> tuple[int, Decimal]:
        """Figures of one name by their largest number, names as they come."""
        own = [one for one in self.figures if _series_of(one, self.across) == series]
        sizes = [abs(found) for one in own if one.value_printed and (found := number(one.value_printed)) is not None]
        return _place_of(series.measure, self.block.figures), -max(sizes, default=Decimal(0))

    def _both(self, figure: HeldFigure | None, key: str, series: Series) -> tuple[Entry, Entry]:
        """The printed number, and ours where the block has a formula for it."""
        printed, *ours = self._entries(figure, key, series)
        return printed, ours[0] if ours else None

    def _columns(self, one: Series, among: Sequence[Series]) -> Iterator[Column]:
        measures = self.reckoning.asking.held.measures()
        title, words = _title(one, self.across, among, measures), unit_words(one.unit_printed)
        yield Column(_name(one), title, words)
        if one.measure in dict(self.block.recomputed):
            yield Column(f"{_name(one)} recomputed", T(f"{title.en}, recomputed", f"{title.zh}（复算）"), words)

    def _entries(self, figure: HeldFigure | None, key: str, series: Series) -> Iterator[Entry]:
        same = (one.value_printed for one in self.figures if one.measure == series.measure and one.value_printed)
        decimals = max((decimals_of(text) for text in same), default=0)
        yield self._printed(figure, key, series, decimals) if figure is not None else None
        if series.measure in dict(self.block.recomputed):
            yield self._recomputed(figure, key, series, decimals) if figure is not None else None

    def _printed(self, figure: HeldFigure, key: str, series: Series, decimals: int) -> Entry:
        found = printed_number(self.reckoning, f"{self.block.id}.{key}.{_name(series)}", figure)
        return None if found is None else replace(found, decimals=decimals)

    def _recomputed(self, figure: HeldFigure, key: str, series: Series, decimals: int) -> Entry:
        """The figure worked out by the block's formula from the others of its place; a difference is noted."""
        study, _, locator = figure.locator.partition(" ")
        where = {
            "area": figure.area, "counterpart": figure.counterpart or "", "subject": figure.subject or "",
            "period": figure.period, "locator": locator, "study": study,
        }  # fmt: skip
        place = f"{self.block.id}.{key}.{_name(series)} recomputed"
        try:
            node = self.reckoning.node(dict(self.block.recomputed)[series.measure], where)
            ours = self.reckoning.number_of(node, place=place, what=None, unit=figure.unit_printed, decimals=decimals)
            between = self.reckoning.worked(node, figure.unit_printed).value
        except (Missing, MissingData):
            return None
        printed = number(figure.value_printed) if figure.value_printed else None
        if printed is None or ours.value is None:
            return ours
        self.compared += 1
        claimed = Interval.printed(printed).times(unit(figure.unit_printed).factor)
        if not claimed.holds(ours.value):
            word = WITHIN if claimed.meets(between) else DIFFERS
            ours_printed = format_number(ours.value / unit(figure.unit_printed).factor, decimals=decimals)
            self._differs(figure, ours_printed, word)
        return replace(ours, printed=figure.value_printed or "")

    def _differs(self, figure: HeldFigure, ours: str, word: T) -> None:
        title, words = self._called(figure), unit_words(figure.unit_printed)
        printed = (figure.value_printed or "").replace("-", "−")
        en, zh = (words.en if words.en == "%" else f" {words.en}", words.zh) if words else ("", "")
        self.differences.append(
            T(
                f"{title.en}: printed {printed}{en}, recomputed {ours}{en} ({word.en})",
                f"{title.zh}：原文 {printed}{zh}，复算 {ours}{zh}（{word.zh}）",
            )
        )

    def _called(self, figure: HeldFigure) -> T:
        """The figure with all that it is of: 2014年日本进出口总额."""
        keys: tuple[RowKey, ...] = ("counterpart", "subject")
        own = figure.area != self.reckoning.region
        words = [row_title("period", figure.period), *([row_title("area", figure.area)] if own else [])]
        words += [row_title(key, value) for key in keys if (value := getattr(figure, key)) not in _WHOLE]
        words.append(figure_title(figure.measure, self.reckoning.asking.held.measures()))
        return T(", ".join(word.en for word in reversed(words)), "".join(word.zh for word in words))

    def _notes(self) -> Iterator[T]:
        if self.compared:
            same = self.compared - len(self.differences)
            yield T(
                f"figures recomputed: {self.compared}; as printed: {same}",
                f"复算 {self.compared} 个数据，其中 {same} 个与原文相同",
            )
        yield from self.differences[:_MOST_NOTES]


def _rows_by(block: PublishedOf, figures: Sequence[HeldFigure], varying: Sequence[RowKey]) -> RowKey:
    if block.rows:
        wanted = block.rows[0]
        known: dict[str, RowKey] = {**{key: key for key in _DIMENSIONS}, "partner": "counterpart", "region": "area"}
        if wanted not in known:
            raise WrongCall(
                T(f"rows are one of {', '.join((*known, _FIGURES))}, not {wanted!r}", f"行应为 {'、'.join((*known, _FIGURES))} 之一，而不是“{wanted}”")
            )  # fmt: skip
        return known[wanted]
    if not varying:
        return "period"
    places = [key for key in varying if key != "period"]
    if not places:
        return "period"
    return max(places, key=lambda key: len({getattr(one, key) for one in figures}))


def _ordered(figures: Sequence[HeldFigure], down: RowKey) -> list[str]:
    """Periods in time; anything else by its largest number, those without one last."""
    if down == "period":
        return sorted({one.period for one in figures})
    sizes: dict[str, Decimal] = {}
    for one in figures:
        value = number(one.value_printed) if one.value_printed else None
        key = _key(one, down)
        sizes[key] = max(sizes.get(key, Decimal(-1)), Decimal(-1) if value is None else abs(value))
    return sorted(sizes, key=lambda key: (-sizes[key], key))


def _key(figure: HeldFigure, down: RowKey) -> str:
    return str(getattr(figure, down) or "")


def _series_of(figure: HeldFigure, across: Sequence[RowKey]) -> Series:
    return Series(figure.measure, figure.unit_printed, tuple(str(getattr(figure, key) or "") for key in across))


def _series(figures: Sequence[HeldFigure], across: Sequence[RowKey], wanted: Sequence[str]) -> list[Series]:
    found = {_series_of(one, across) for one in figures}
    return sorted(found, key=lambda one: (_place_of(one.measure, wanted), one.measure, one.fixed))


def _place_of(measure: str, wanted: Sequence[str]) -> int:
    order = wanted or _USUAL_ORDER
    return order.index(measure) if measure in order else len(order)


def _pair(name: str, title: T) -> tuple[Column, Column]:
    return Column(name, title), Column(f"{name} recomputed", _RECOMPUTED)


def _of_period(column: Column) -> Column:
    """With its period in the head, where several periods have a recomputed column."""
    period, _, recomputed = column.name.partition(" ")
    if not recomputed:
        return column
    title = row_title("period", period)
    return replace(column, title=T(f"{title.en}, recomputed", f"{title.zh}（复算）"))


def _without_empty(laid: Laid) -> Laid:
    """Without the columns of recomputed figures in which nothing could be."""
    kept = [
        place for place, column in enumerate(laid.columns)
        if not column.name.endswith(" recomputed") or any(row[place] is not None for row in laid.rows)
    ]  # fmt: skip
    rows = tuple(tuple(row[place] for place in kept) for row in laid.rows)
    return Laid(tuple(laid.columns[place] for place in kept), rows, laid.notes)


def _name(series: Series) -> str:
    return " ".join((series.measure, *filter(None, series.fixed)))


def _title(series: Series, across: Sequence[RowKey], among: Sequence[Series], measures: object) -> T:
    """The figure's title where there are several, and what the column holds fixed."""
    words = [row_title(key, value) for key, value in zip(across, series.fixed, strict=True) if value not in _WHOLE]
    if len({one.measure for one in among}) > 1 or not words:
        words.append(figure_title(series.measure, measures if isinstance(measures, dict) else {}))
    return T(", ".join(word.en for word in words), "".join(word.zh for word in words))
