"""A printed table laid out again from its figures, with what we recompute beside what was printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from entrepot.studies.declaration import PublishedOf, RowKey
from entrepot.studies.figures import Missing
from entrepot.studies.handed import HeldFigure
from entrepot.studies.intervals import Interval
from entrepot.studies.paper import Column, Derivation, Entry, Number
from entrepot.studies.reckoning import Reckoning
from entrepot.studies.titles import ROW_TITLES, figure_title, row_title
from entrepot.vocabulary.amounts import format_number
from entrepot.vocabulary.errors import EntrepotError, WrongCall
from entrepot.vocabulary.money import unit
from entrepot.vocabulary.printed_numbers import number
from entrepot.vocabulary.text import T

_DIMENSIONS: Final[tuple[RowKey, ...]] = ("period", "area", "counterpart", "subject")
_MOST_NOTES: Final = 12


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
    if not figures:
        place = f"{block.study or reckoning.study} {block.locator}"
        raise Missing(T(f"no figure stands at {place}", f"没有出自 {place} 的数据"))
    varying = [key for key in _DIMENSIONS if len({getattr(one, key) for one in figures}) > 1]
    down = _rows_by(block, figures, varying)
    across = [key for key in varying if key != down]
    keys = _ordered(figures, down)
    series = _series(figures, across)
    cells = {(_key(one, down), _series_of(one, across)): one for one in figures}
    measures = reckoning.asking.held.measures()
    columns = [Column("row", ROW_TITLES[down], number=False)]
    for one in series:
        columns.append(Column(_name(one), _title(one, across, series, measures), _unit_words(one.unit_printed)))
        if one.measure in dict(block.recomputed):
            title = figure_title(one.measure, measures)
            columns.append(Column(f"{_name(one)} recomputed", T(f"{title.en}, recomputed", f"{title.zh}（复算）"), _unit_words(one.unit_printed)))  # fmt: skip
    notes: list[T] = []
    counted = [0, 0]
    rows: list[tuple[Entry, ...]] = []
    for key in keys:
        entries: list[Entry] = [row_title(down, key)]
        for one in series:
            figure = cells.get((key, one))
            entries.append(_printed(block, figure, reckoning, key, one))
            if one.measure in dict(block.recomputed):
                entries.append(_recomputed(block, figure, reckoning, key, one, notes, counted))
        rows.append(tuple(entries))
    if counted[0]:
        notes.insert(0, T(f"recomputed: {counted[0]} figures, {counted[1]} as printed", f"复算 {counted[0]} 个数据，其中 {counted[1]} 个与原文相同"))  # fmt: skip
    return Laid(tuple(columns), tuple(rows), tuple(notes[:_MOST_NOTES]))


def _rows_by(block: PublishedOf, figures: Sequence[HeldFigure], varying: Sequence[RowKey]) -> RowKey:
    if block.rows:
        wanted = block.rows[0]
        known: dict[str, RowKey] = {**{key: key for key in _DIMENSIONS}, "partner": "counterpart", "region": "area"}
        if wanted not in known:
            raise WrongCall(
                T(f"rows are one of {', '.join(_DIMENSIONS)}, not {wanted!r}", f"行应为 {'、'.join(_DIMENSIONS)} 之一，而不是“{wanted}”")
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


def _series(figures: Sequence[HeldFigure], across: Sequence[RowKey]) -> list[Series]:
    order = {name: position for position, name in enumerate(("exports", "imports", "trade_total", "trade_balance"))}
    found = {_series_of(one, across) for one in figures}
    return sorted(found, key=lambda one: (order.get(one.measure, len(order)), one.measure, one.fixed))


def _name(series: Series) -> str:
    return " ".join((series.measure, *filter(None, series.fixed)))


def _title(series: Series, across: Sequence[RowKey], among: Sequence[Series], measures: object) -> T:
    """The figure's title where there are several, and what the column holds fixed."""
    words = [row_title(key, value) for key, value in zip(across, series.fixed, strict=True) if value]
    if len({one.measure for one in among}) > 1 or not words:
        words.append(figure_title(series.measure, measures if isinstance(measures, dict) else {}))
    return T(", ".join(word.en for word in words), "".join(word.zh for word in words))


def _unit_words(printed: str) -> T | None:
    found = unit(printed)
    if found.kind in ("index", "rank", "ratio"):
        return None
    scales = {8: ("100 million ", "亿"), 4: ("10 thousand ", "万"), 9: ("billion ", "十亿"), 6: ("million ", "百万")}
    if found.kind == "money":
        en, zh = scales.get(found.factor.adjusted(), ("", ""))
        return T(
            f"{en}{found.base}", f"{zh}{'美元' if found.base == 'USD' else '元' if found.base == 'CNY' else found.base}"
        )
    if found.kind in ("share", "points"):
        return T("%", "%") if found.kind == "share" else T("pp", "个百分点")
    return T(printed, printed)


def _shown_in(printed: str) -> str:
    found = unit(printed)
    if found.kind in ("share", "points", "ratio"):
        return {"share": "%", "points": "points", "ratio": "times"}[found.kind]
    power = found.factor.adjusted()
    return f"1e{power} {found.base}" if power else found.base


def _printed(block: PublishedOf, figure: HeldFigure | None, reckoning: Reckoning, key: str, series: Series) -> Entry:
    if figure is None or not figure.value_printed:
        return None
    value = number(figure.value_printed)
    found = unit(figure.unit_printed)
    if value is None:
        return None
    place = f"{block.id}.{key}.{_name(series)}"
    title = figure_title(figure.measure, reckoning.asking.held.measures())
    row = row_title("period", figure.period)
    reckoning.derivations[place] = Derivation(
        place, T(f"{title.en}, {row.en}, as printed", f"{row.zh}{title.zh}（原文）"), figure.measure,
        f"{figure.value_printed} {figure.unit_printed}", (f"{figure.value_printed} {figure.unit_printed} ({figure.locator})",),
        (figure.batch,), reckoning.asking.held.vintage(figure.batch), None, figure.synthetic,
    )  # fmt: skip
    exponent = value.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else None
    return Number(value * found.factor, found.base, _shown_in(figure.unit_printed), decimals, derivation=place, synthetic=figure.synthetic)  # fmt: skip


def _recomputed(
    block: PublishedOf, figure: HeldFigure | None, reckoning: Reckoning, key: str, series: Series, notes: list[T], counted: list[int]
) -> Entry:  # fmt: skip
    """The figure worked out by the block's formula from the others of its place; a difference is noted."""
    if figure is None:
        return None
    study, _, locator = figure.locator.partition(" ")
    where = {
        "area": figure.area, "counterpart": figure.counterpart or "", "subject": figure.subject or "",
        "period": figure.period, "locator": locator, "study": study,
    }  # fmt: skip
    printed = number(figure.value_printed) if figure.value_printed else None
    exponent = printed.as_tuple().exponent if printed is not None else None
    decimals = max(0, -exponent) if isinstance(exponent, int) else None
    place = f"{block.id}.{key}.{_name(series)} recomputed"
    try:
        node = reckoning.node(dict(block.recomputed)[series.measure], where)
        ours = reckoning.number_of(node, place=place, what=None, unit=figure.unit_printed, decimals=decimals)
    except (Missing, EntrepotError) as problem:
        if isinstance(problem, WrongCall):
            raise
        return None
    if printed is None or ours.value is None:
        return ours
    counted[0] += 1
    found = unit(figure.unit_printed)
    mine = ours.value / found.factor
    if Interval.printed(printed).holds(mine):
        counted[1] += 1
    else:
        row = row_title(_row_key(key), key)
        title = figure_title(series.measure, reckoning.asking.held.measures())
        shown = format_number(mine, decimals=decimals or 0)
        notes.append(T(f"{row.en}, {title.en}: printed {figure.value_printed}, recomputed {shown}", f"{row.zh}{title.zh}：原文 {figure.value_printed}，复算 {shown}"))  # fmt: skip
    return Number(ours.value, ours.unit, ours.shown_in, decimals, ours.low, ours.high, place, figure.value_printed or "", ours.synthetic)  # fmt: skip


def _row_key(key: str) -> RowKey:
    return "period" if key[:4].isdigit() else "area"
