"""Which rows answer a question: for every region, flow and period one level of detail, so that nothing counts twice.

A lake holds the same trade several times: as a total, by partner, by product at two and at eight digits, in months and
in years. Of one question all rows come from one source, at one basis, in one currency; what the question needs
(products, partners, regimes) is read at one level of detail throughout; and what it does not need may be added up from
another level in each period, whichever tells the most.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from entrepot.sources import ALL_SOURCES
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T
from entrepot.workbench.narrowing import able_sql
from entrepot.workbench.plan import Level, Piece, Plan
from entrepot.workbench.selection import Currency, Selection

if TYPE_CHECKING:
    from entrepot.workbench.contents import Contents

# What a region's own rows are placed by, best first: what is registered there is what its customs publish.
BASES = ("national", "registration", "location", "customs_district", "published")
FREQUENCIES = ("year", "month", "quarter", "to_date")
NEARLY_ALL = 0.9
"""A finer level is read if it tells so much of what the fullest level does: detail is never quite complete."""
SAME = 1 - 1e-6
PARTNER_LEVELS = ("country", "group", "bloc")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose rows in which direction, and which dimensions must be told apart; `whole` must be told as a total."""

    flow: str | None
    regions: tuple[str, ...]
    needed: frozenset[str]
    whole: str = ""


def plan(contents: Contents, selection: Selection, wanted: Wanted) -> Plan | None:
    """The rows to read, or None where nothing in the lake can serve."""
    # What is asked of the rows that were found tells nothing of where they stand.
    key = (replace(selection, regions=(), reference=(), flow=None, by=(), share=None), wanted)
    try:
        return contents.plans[key]
    except KeyError:
        found = contents.plans[key] = _Planner(contents, selection, wanted).plan()
        return found


@dataclass(slots=True)
class _Planner:
    contents: Contents
    selection: Selection
    wanted: Wanted

    def plan(self) -> Plan | None:
        self._look()
        chosen = self._choose_family()
        if chosen is None:
            return None
        currency, other = self._keep_family(chosen)
        digits = self._choose_digits()
        self._choose_partner_level()
        self._choose_regime_level()
        self._choose_cells()
        months = self._years_of_months() if self.selection.frequency == "year" else False
        pieces = self._pieces()
        if not pieces:
            return None
        return Plan(
            pieces, currency, digits, months, other,
            self._column("SELECT DISTINCT nomenclature FROM chosen WHERE nomenclature IS NOT NULL ORDER BY 1"),
            frozenset(self._column("SELECT DISTINCT reporter FROM chosen")),
        )  # fmt: skip

    def _rows(self, sql: str) -> list[dict[str, Any]]:
        found = self.contents.connection.execute(sql)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def _column(self, sql: str) -> tuple[Any, ...]:
        return tuple(row[0] for row in self.contents.connection.execute(sql).fetchall())

    def _run(self, sql: str) -> None:
        self.contents.connection.execute(sql)

    def _look(self) -> None:
        """The cells that can serve; where the question narrows partners, products or regimes, with the sums of just those."""
        selection = self.selection
        cells = self.contents.cells(selection, self.wanted.regions)
        where = able_sql(selection, self.wanted.needed, self.wanted.flow, self.wanted.regions, self.wanted.whole)
        self._run(f"CREATE OR REPLACE TEMP TABLE able AS SELECT * FROM {cells} WHERE {where}")

    def _choose_family(self) -> Mapping[str, Any] | None:
        """Source, basis, frequency: real before synthetic, the preferred source first, years before months."""
        merged = self.selection.frequency == "year"
        frequency = "'year'" if merged else "frequency"
        families = self._rows(
            f"SELECT source, synthetic, basis, {frequency} AS frequency, "
            "count(DISTINCT (reporter, flow, period)) FILTER (n_usd > 0) AS in_usd, "
            "count(DISTINCT (reporter, flow, period)) FILTER (n_cny > 0) AS in_cny, sum(rows) AS rows "
            "FROM able GROUP BY ALL"
        )
        asked = {"USD": "in_usd", "CNY": "in_cny"}.get(self.selection.currency or "")
        able = [family for family in families if not asked or family[asked]]
        order = {source.id: place for place, source in enumerate(ALL_SOURCES)}

        def preference(family: Mapping[str, Any]) -> tuple[Any, ...]:
            return (
                family["synthetic"],
                not (family["in_usd"] or family["in_cny"]),
                order.get(family["source"], len(order)),
                FREQUENCIES.index(family["frequency"]) if family["frequency"] in FREQUENCIES else len(FREQUENCIES),
                BASES.index(family["basis"]) if family["basis"] in BASES else len(BASES),
                -family["rows"],
            )

        return min(able, key=preference, default=None)

    def _keep_family(self, family: Mapping[str, Any]) -> tuple[Currency, bool]:
        """The currency in which most is told, dollars if alike; True if the other one is told too."""
        currency: Currency = self.selection.currency or ("USD" if family["in_usd"] >= family["in_cny"] else "CNY")
        name = currency.lower()
        frequency = "true" if self.selection.frequency == "year" else f"frequency = '{family['frequency']}'"
        self._run(
            f"CREATE OR REPLACE TEMP TABLE family AS SELECT *, {name} AS value FROM able WHERE source = '{family['source']}' "
            f"AND basis = '{family['basis']}' AND synthetic = {family['synthetic']} AND {frequency} "
            f"AND money IN ('{name}', 'both', 'none')"
        )
        return currency, bool(family["in_cny" if currency == "USD" else "in_usd"])

    def _told(self, condition: str) -> float:
        """How much the levels under a condition tell: for every cell the fullest of them."""
        sql = (
            "SELECT coalesce(sum(most), 0) FROM "
            f"(SELECT max(abs(value)) AS most FROM family WHERE {condition} GROUP BY reporter, flow, period)"
        )
        return float(self._column(sql)[0])

    def _keep(self, condition: str) -> None:
        self._run(f"CREATE OR REPLACE TEMP TABLE family AS SELECT * FROM family WHERE {condition}")

    def _finest(self, conditions: list[tuple[Any, str]]) -> tuple[Any, str]:
        """The first (finest) that tells nearly as much as the one that tells most."""
        told = [self._told(condition) for _, condition in conditions]
        most = max(told)
        return next(pair for pair, tells in zip(conditions, told, strict=True) if tells >= NEARLY_ALL * most)

    def _choose_digits(self) -> int | None:
        """How far product codes are cut, if at all; without need for products, each cell may be at its own digits."""
        if "product" not in self.wanted.needed:
            return None
        held = self._column("SELECT DISTINCT product_digits FROM family WHERE product_digits > 0 ORDER BY 1 DESC")
        if not held:
            return None
        # Sections are no beginnings of codes: they stand for themselves.
        choices = [(d, f"product_digits >= {d}" if d > 1 else "product_digits = 1") for d in held]
        if self.selection.digits:
            digits, condition = self.selection.digits, f"product_digits >= {self.selection.digits}"
        else:
            digits, condition = choices[0] if len(choices) == 1 else self._finest(choices)
        self._keep(condition)
        return digits if any(d > digits for d in held) else None

    def _choose_partner_level(self) -> None:
        if "partner" not in self.wanted.needed:
            return
        held = self._column("SELECT DISTINCT partner_level FROM family")
        if len(held) > 1:
            order = ("bloc", "group", "country") if self.selection.partners else PARTNER_LEVELS
            first = min(held, key=lambda level: order.index(level) if level in order else len(order))
            self._keep(f"partner_level = '{first}'")

    def _choose_regime_level(self) -> None:
        if "regime" not in self.wanted.needed:
            return
        held = self._column("SELECT DISTINCT regime_level FROM family ORDER BY 1")
        if len(held) > 1:
            self._keep(self._finest([(level, f"regime_level = '{level}'") for level in held])[1])

    def _choose_cells(self) -> None:
        """For each region, flow and period the fullest level; of equally full ones the one with the fewest rows."""
        apart = self.wanted.needed & {"product"}
        finer = "product_digits DESC" if self.selection.products and not apart else "product_digits"
        shared = "count(DISTINCT reporter) OVER (PARTITION BY period, nomenclature)" if apart else "0"
        self._run(
            f"CREATE OR REPLACE TEMP TABLE chosen AS SELECT * FROM (SELECT *, {shared} AS shared, "
            "max(value) OVER (PARTITION BY reporter, flow, period) AS most FROM family) QUALIFY row_number() OVER ("
            f"PARTITION BY reporter, flow, period ORDER BY money = 'none', shared DESC, coalesce(value >= most * {SAME}, false) DESC, "
            f"partner_level = 'world' DESC, regime_level = 'all' DESC, {finer}, money, by_firm, by_district, nomenclature DESC, rows"
            ") = 1"
        )

    def _years_of_months(self) -> bool:
        """A year told as such is read as such, unless its twelve months tell clearly more; eleven months are no year.

        A partner or product need not be traded every month: a year of it is whole where its level is told for twelve months.
        """
        self._run(
            "CREATE OR REPLACE TEMP TABLE years AS SELECT reporter, flow, left(period, 4) AS in_year, "
            "max(value) FILTER (frequency = 'year') AS as_year, bool_or(frequency = 'year') AS has_year, "
            f"CASE WHEN {self._months_told()} = 12 THEN coalesce(sum(value) FILTER (frequency = 'month'), 0) END AS as_months "
            "FROM chosen GROUP BY ALL"
        )
        by_months = "as_months IS NOT NULL AND (NOT has_year OR as_months * 0.95 > coalesce(as_year, 0))"
        self._run(
            "CREATE OR REPLACE TEMP TABLE chosen AS SELECT chosen.* FROM chosen JOIN years ON chosen.reporter = years.reporter "
            "AND chosen.flow = years.flow AND left(chosen.period, 4) = years.in_year "
            f"WHERE (frequency = 'month') = ({by_months}) AND (has_year OR as_months IS NOT NULL)"
        )
        return bool(self._column("SELECT 1 FROM chosen WHERE frequency = 'month' LIMIT 1"))

    def _months_told(self) -> str:
        """How many months of a year there are, at the levels chosen, of all that the question may have narrowed."""
        if self.contents.cells(self.selection, self.wanted.regions) == "held":
            return "count(*) FILTER (frequency = 'month')"
        level = "source, basis, synthetic, product_digits, partner_level, regime_level, reporter, flow, left(period, 4)"
        self._run(
            f"CREATE OR REPLACE TEMP TABLE told AS SELECT {level.replace('left(period, 4)', 'left(period, 4) AS in_year')}, "
            f"count(DISTINCT period) AS months FROM held WHERE frequency = 'month' AND ({level}) IN "
            f"(SELECT ({level}) FROM chosen WHERE frequency = 'month') GROUP BY ALL"
        )
        return "max((SELECT max(months) FROM told WHERE told.reporter = chosen.reporter AND told.flow = chosen.flow AND told.in_year = left(chosen.period, 4)))"

    def _pieces(self) -> tuple[Piece, ...]:
        """The levels chosen, each with where it holds; one level that holds for all it has needs no such list."""
        self._refuse_two_editions()
        columns = ", ".join(Level.names())
        found = self._rows(
            f"SELECT {columns}, sum(rows) AS rows FROM chosen GROUP BY ALL ORDER BY rows DESC, {columns}"
        )
        pieces = []
        for row in found:
            level = Level(**{name: row[name] for name in Level.names()})
            pieces.append(Piece(level, *self._where(level, alone=len(found) == 1)))
        return tuple(pieces)

    def _where(self, level: Level, *, alone: bool) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
        same = level.sql()
        if alone:
            dropped = self._column(f"SELECT count(*) FROM family WHERE {same} AND (reporter, flow, period) NOT IN (SELECT (reporter, flow, period) FROM chosen)")  # fmt: skip
            if not dropped[0]:
                return None, None
        periods = self._column(f"SELECT DISTINCT period FROM chosen WHERE {same} ORDER BY 1")
        cells, whole = self.contents.connection.execute(
            f"SELECT (SELECT count(*) FROM chosen WHERE {same}), (SELECT count(*) FROM chosen WHERE period IN (SELECT period FROM chosen WHERE {same}))"
        ).fetchall()[0]
        if cells == whole and not self._dropped_in(same):
            return periods, None
        keys = self._column(
            f"SELECT DISTINCT concat_ws('|', reporter, flow, period) FROM chosen WHERE {same} ORDER BY 1"
        )
        return periods, keys

    def _dropped_in(self, same: str) -> bool:
        """Whether, in the periods where this level is chosen, some of its cells were not."""
        sql = (
            f"SELECT 1 FROM family WHERE {same} AND period IN (SELECT period FROM chosen WHERE {same}) "
            f"AND (reporter, flow, period) NOT IN (SELECT (reporter, flow, period) FROM chosen WHERE {same}) LIMIT 1"
        )
        return bool(self._column(sql))

    def _refuse_two_editions(self) -> None:
        if "product" not in self.wanted.needed or self.selection.digits == 2 or self.selection.convert:
            return
        mixed = self._rows(
            "SELECT period, list(DISTINCT nomenclature ORDER BY nomenclature) AS editions FROM chosen "
            "WHERE nomenclature IS NOT NULL GROUP BY period HAVING count(DISTINCT nomenclature) > 1 ORDER BY period LIMIT 1"
        )
        if mixed:
            raise two_editions(mixed[0]["period"], mixed[0]["editions"])


def two_editions(where: str, editions: list[str]) -> WrongCall:
    names, oldest = ", ".join(editions), min(editions)
    # Concordances are published from newer editions to older ones.
    return WrongCall(
        T(
            f"{where} is told in two nomenclatures ({names}), whose codes do not mean the same goods. "
            f"Bring them to one with --convert {oldest}, read one of them with --set nomenclature={editions[-1]}, "
            "or compare chapters with --digits 2",
            f"{where} 涉及两版商品分类（{names}），同一编码所指商品不同。"
            f"请用 --convert {oldest} 统一转换，用 --set nomenclature={editions[-1]} 只读其一，或用 --digits 2 按章比较",
        )
    )


def pinned(selection: Selection, to: Plan) -> Selection:
    """The same question to the same source, basis and currency as another plan."""
    return replace(selection, source=to.level.source, basis=to.level.basis, currency=to.currency)
