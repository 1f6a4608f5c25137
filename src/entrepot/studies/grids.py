"""Rows by columns, each cell worked out: what tables and charts of a study are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from entrepot.measures.peers import FEWEST_PEERS
from entrepot.studies.claim_formula import Call, Figure, Node, figures_in
from entrepot.studies.declaration import ColumnOf, Grid, Study
from entrepot.studies.expanding import expanded
from entrepot.studies.figures import Cell, Missing, cells_of, periods_of
from entrepot.studies.filled_formula import computed
from entrepot.studies.paper import Number
from entrepot.studies.places import places_of
from entrepot.studies.reckoning import Reckoning
from entrepot.studies.titles import figure_title, row_title
from entrepot.vocabulary.areas import mainland_provinces
from entrepot.vocabulary.errors import EntrepotError, WrongCall
from entrepot.vocabulary.text import T

_OPEN = ("counterpart", "product", "regime", "subject")


@dataclass(slots=True)
class Filled:
    """A grid with its numbers; a cell that has none is None, and `lacking` says why."""

    grid: Grid
    keys: tuple[str, ...]
    titles: dict[str, T]
    cells: dict[tuple[str, str], Number | None]
    columns: dict[str, T]
    lacking: list[T] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return all(number is None or (number.value is None and number.low is None) for number in self.cells.values())


@dataclass(slots=True)
class Filling:
    study: Study
    reckoning: Reckoning

    def filled(self, grid: Grid, table: str) -> Filled:
        """Every cell of the grid; Missing where not even its rows are known."""
        keys = self._keys(grid)
        self._ask_together(grid, keys)
        cells: dict[tuple[str, str], Number | None] = {}
        found = Filled(grid, keys, {key: row_title(grid.rows, key) for key in keys}, cells, self._titles(grid))
        for column in grid.columns:
            if column.show in ("value", "growth", "multiple") and not arithmetic(column, grid):
                for key in keys:
                    cells[key, column.name] = self._cell(grid, column, key, table, found)
        for column in grid.columns:
            if column.show in ("rank", "percentile"):
                self._places(grid, column, keys, table, found)
            elif column.show == "share":
                self._shares(grid, column, keys, table, found)
            elif arithmetic(column, grid):
                for key in keys:
                    cells[key, column.name] = self._of_columns(grid, column, key, table, found)
        if grid.sort:
            found.keys = tuple(sorted(keys, key=lambda key: _largest_first(cells.get((key, grid.sort)))))
        return found

    def filled_each(self, grid: Grid, table: str) -> tuple[Filled, ...]:
        """The grid in every period of the study, its rows being those of the last."""
        keys = self._keys(grid)
        periods = periods_of(Figure("", (("period", (self.reckoning.asking.period,)),)))
        return tuple(
            self.filled(replace(grid, over=keys, where={**grid.where, "period": period}), f"{table}.{period}")
            for period in periods
        )

    def _keys(self, grid: Grid) -> tuple[str, ...]:
        if grid.over:
            return self._listed(grid, grid.over)
        if grid.top is None and grid.rows == "period":
            period = grid.where.get("period") or self.reckoning.asking.period
            return periods_of(Figure("", (("period", (self._said(period),)),)))
        if grid.top is None and grid.rows == "area":
            return self._listed(grid, (*self.study.regions, *self.study.peers))
        if grid.top is None and grid.rows == "counterpart" and len(self.study.partners) > 1:
            return self._listed(grid, self.study.partners)
        return self._largest(grid)

    def _said(self, text: str) -> str:
        return self.reckoning.names.formula(text)[0]

    def _listed(self, grid: Grid, over: Sequence[str]) -> tuple[str, ...]:
        names = [part for one in over for part in self._said(one).split("|")]
        if grid.rows == "period":
            return periods_of(Figure("", (("period", tuple(names)),)))
        if grid.rows in ("area", "counterpart"):
            names = [one for name in names for one in places_of(name)]
        return tuple(dict.fromkeys(names))

    def _largest(self, grid: Grid) -> tuple[str, ...]:
        """The rows that the measure of the sorting column tells, largest first."""
        column = next((one for one in grid.columns if one.name == grid.sort), grid.columns[0])
        cell = self._measured(grid, column)
        areas = mainland_provinces() if grid.rows == "area" else ()
        values = self.reckoning.asking.rows(cell, grid.rows, areas, grid.digits)
        known = {key: number for key, value in values.items() if key and (number := value.number("value")) is not None}
        ordered = sorted(known, key=lambda key: (-known[key], key))
        if not ordered:
            raise Missing(
                T(f"{column.formula} is told of no {grid.rows}", f"{column.formula} 没有按 {grid.rows} 的数据")
            )
        return tuple(ordered[: grid.top])

    def _measured(self, grid: Grid, column: ColumnOf) -> Cell:
        """The cell of a column's measure, without its row."""
        node = self.reckoning.node(column.formula, self._where(grid))
        if not isinstance(node, Figure) or node.name not in self.reckoning.figures.measures:
            raise WrongCall(
                T(
                    f"rows that are found by their size need a measure, not {column.formula!r}; or list them: over = [...]",
                    f"按大小选取的行须由指标排序，而不是“{column.formula}”；或用 over = [...] 列出",
                )
            )
        return cells_of(node)[-1]

    def _ask_together(self, grid: Grid, keys: Sequence[str]) -> None:
        """One question for all rows of each measure; those that are not told one by one are found missing later."""
        if grid.rows in ("period", "subject") or len(keys) < 2:
            return
        for column in grid.columns:
            try:
                node = self.reckoning.node(column.formula, self._where(grid) | {grid.rows: keys[0]}, row=keys[0])
                for figure in {one.name: one for one in figures_in(node)}.values():
                    if figure.name in self.reckoning.figures.measures and figure.values(grid.rows) == (keys[0],):
                        areas = keys if grid.rows == "area" else ()
                        plain = Figure(figure.name, tuple(one for one in figure.conditions if one[0] != grid.rows))
                        whole = figure if grid.rows == "area" else plain
                        self.reckoning.asking.rows(cells_of(whole)[-1], grid.rows, areas, grid.digits)
            except (Missing, EntrepotError):
                continue

    def _where(self, grid: Grid) -> dict[str, str]:
        return {key: self._said(value) for key, value in grid.where.items()}

    def _cell(self, grid: Grid, column: ColumnOf, key: str, table: str, found: Filled) -> Number | None:
        where = self._where(grid) | {grid.rows: key}
        place = f"{table}.{key}.{column.name}"
        try:
            if column.show == "value":
                return self.reckoning.number(
                    column.formula, place=place, where=where, row=key, unit=column.unit,
                    decimals=column.decimals,
                )  # fmt: skip
            node = self._shown_as(self.reckoning.node(column.formula, where, row=key), column, grid)
            return self.reckoning.number_of(node, place=place, what=None, unit=column.unit, decimals=column.decimals)
        except (Missing, EntrepotError) as problem:
            if isinstance(problem, WrongCall):
                raise
            found.lacking.append(problem.message)
            return None

    def _shown_as(self, node: Node, column: ColumnOf, grid: Grid) -> Node:
        if not isinstance(node, Figure):
            raise WrongCall(
                T(
                    f"show = {column.show!r} goes with a single measure or figure, not with {column.formula!r}",
                    f"show = “{column.show}”只用于单个指标或数据，而不是“{column.formula}”",
                )
            )
        if column.show == "growth":
            return expanded(Call("growth", (node,)))
        return Call("ratio", (node, node.with_values("area", self.reckoning.region)))

    def _of_columns(self, grid: Grid, column: ColumnOf, key: str, table: str, found: Filled) -> Number | None:
        """Arithmetic over other columns of the row, worked out from those columns' formulas."""
        formula = column.formula
        for other in sorted(grid.columns, key=lambda one: -len(one.name)):
            if other is not column and other.name in column.formula:
                formula = formula.replace(other.name, f"({other.formula})")
        return self._cell(
            grid, ColumnOf(column.name, formula, column.title, column.unit, column.decimals), key, table, found
        )

    def _base(self, grid: Grid, column: ColumnOf, keys: Sequence[str], table: str, found: Filled) -> dict[str, Number]:
        """The values themselves behind a column of ranks or shares."""
        own = next((one for one in grid.columns if one.formula == column.formula and one.show == "value"), None)
        if own is None:
            plain = ColumnOf(f"{column.name} value", column.formula)
            numbers = {key: self._cell(grid, plain, key, table, found) for key in keys}
        else:
            numbers = {key: found.cells.get((key, own.name)) for key in keys}
        return {key: number for key, number in numbers.items() if number is not None and number.value is not None}

    def _places(self, grid: Grid, column: ColumnOf, keys: Sequence[str], table: str, found: Filled) -> None:
        """Ranks from the largest; or percentiles, which among a few rows say nothing."""
        base = self._base(grid, column, keys, table, found)
        for key in keys:
            own = base.get(key)
            place = f"{table}.{key}.{column.name}"
            if own is None or (column.show == "percentile" and len(base) < FEWEST_PEERS):
                found.cells[key, column.name] = None
                continue
            larger = sum(_amount(one) > _amount(own) for one in base.values())
            smaller = sum(_amount(one) < _amount(own) for one in base.values())
            if column.show == "rank":
                value, unit, shown = Decimal(larger + 1), "rank", column.unit
                how = T("place of {0}, from the largest", "{0}，由大到小的位次")
                filled = T(f"{larger + 1} of {len(base)}", f"{len(base)} 项中居第 {larger + 1}")
            else:
                value, unit, shown = Decimal(smaller) / (len(base) - 1), "1", column.unit or "%"
                how = T("percentile of {0}", "{0}，百分位")
                filled = T(*(f"{smaller} ÷ ({len(base)} − 1)",) * 2)
            self._derive(place, own, how, f"{column.show}({{}})", filled)
            found.cells[key, column.name] = Number(
                value, unit, shown, column.decimals or 0, derivation=place, synthetic=own.synthetic
            )

    def _shares(self, grid: Grid, column: ColumnOf, keys: Sequence[str], table: str, found: Filled) -> None:
        base = self._base(grid, column, keys, table, found)
        whole = self._whole(grid, column, base)
        how = T("{0}, share in the total", "{0}，占合计的比重")
        escaped = column.formula.replace("{", "{{").replace("}", "}}")
        for key in keys:
            own = base.get(key)
            place = f"{table}.{key}.{column.name}"
            if own is None or not whole:
                found.cells[key, column.name] = None
                continue
            part, of = computed(_amount(own), own.unit), computed(whole, own.unit)
            filled = T(f"{part.en} ÷ {of.en}", f"{part.zh} ÷ {of.zh}")
            self._derive(place, own, how, f"{{}} / sum({escaped})", filled)
            found.cells[key, column.name] = Number(
                _amount(own) / whole, "1", "%", column.decimals, derivation=place, synthetic=own.synthetic
            )

    def _whole(self, grid: Grid, column: ColumnOf, base: dict[str, Number]) -> Decimal:
        """All rows that are told, not only those that are shown."""
        if grid.rows in _OPEN and not grid.over:
            try:
                rows = self.reckoning.asking.rows(self._measured(grid, column), grid.rows, (), grid.digits)
                return sum((number for one in rows.values() if (number := one.number("value")) is not None), Decimal(0))
            except (Missing, WrongCall):
                pass
        return sum((_amount(one) for one in base.values()), Decimal(0))

    def _derive(self, place: str, own: Number, how: T, formula: str, filled: T) -> None:
        """`how` says in words, and `formula` in the formal language, what is made of the number behind."""
        behind = self.reckoning.derivations[own.derivation]
        self.reckoning.places[place] = self.reckoning.places.get(own.derivation, ())
        amount = computed(_amount(own), own.unit)
        inputs = behind.inputs if any("：" in one.zh for one in behind.inputs) else tuple(
            T(f"{behind.what.en}: {amount.en} ({one.en})", f"{behind.what.zh}：{amount.zh}（{one.zh}）")
            for one in behind.inputs
        )  # fmt: skip
        self.reckoning.derivations[place] = replace(
            behind,
            id=place,
            what=T(how.en.format(behind.what.en), how.zh.format(behind.what.zh)),
            formula=formula.format(behind.formula),
            filled=filled,
            inputs=inputs,
        )

    def _titles(self, grid: Grid) -> dict[str, T]:
        """What each column is called; columns that would be called the same have their names beside it."""
        titles = {one.name: one.title or self._title(one) for one in grid.columns}
        same = Counter(titles.values())
        return {
            name: title if same[title] == 1 else T(f"{title.en} ({name})", f"{title.zh}（{name}）")
            for name, title in titles.items()
        }

    def _title(self, column: ColumnOf) -> T:
        measures = self.reckoning.asking.held.measures()
        node = self.reckoning.node(column.formula, {}, row=self.reckoning.period)
        own = figure_title(node.name, measures) if isinstance(node, Figure) else T(column.name, column.name)
        match column.show:
            case "share":
                return T(f"{own.en}: share", f"{own.zh}占比")
            case "growth":
                return T(f"{own.en}: growth", f"{own.zh}增速")
            case "rank":
                return T("Rank", "位次")
            case "percentile":
                return T("Percentile", "百分位")
            case "multiple":
                region = row_title("area", self.reckoning.region)
                return T(f"{own.en}, times {region.en}'s", f"{own.zh}相当于{region.zh}的倍数")
        return own


def arithmetic(column: ColumnOf, grid: Grid) -> bool:
    """Whether a column is worked out from others of its row: `exports + imports`."""
    if column.show != "value" or "[" in column.formula or "{" in column.formula or "(" in column.formula:
        return False
    others = sorted((one.name for one in grid.columns if one is not column), key=len, reverse=True)
    rest = column.formula
    if rest.strip() in others or not any(sign in rest for sign in "+-*/"):
        return False
    used = [name for name in others if name in rest]
    for name in used:
        rest = rest.replace(name, "")
    return bool(used) and not rest.strip(" +-*/0123456789.")


def _largest_first(number: Number | None) -> tuple[bool, Decimal]:
    missing = number is None or number.value is None
    return missing, Decimal(0) if missing else -_amount(number)  # type: ignore[arg-type]


def _amount(number: Number) -> Decimal:
    return number.value if number.value is not None else Decimal(0)
