"""The levels at which an answer's rows are read, and where each of them holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from entrepot.measures.inputs import WORLD_ROW
from entrepot.workbench.selection import Currency


@dataclass(frozen=True, slots=True)
class Level:
    """One combination of levels at which rows stand in the lake; `money` is usd, cny, both or none."""

    source: str
    synthetic: bool
    frequency: str
    nomenclature: str | None
    product_digits: int
    partner_level: str
    regime_level: str
    basis: str
    by_firm: bool
    by_district: bool
    money: str

    @classmethod
    def names(cls) -> tuple[str, ...]:
        return tuple(field.name for field in fields(cls))

    def words(self) -> dict[str, object]:
        """What an answer says of the level it was read at."""
        return asdict(self)

    def sql(self) -> str:
        """DuckDB's condition for this level among cells."""
        return " AND ".join(
            f"{name} IS NOT DISTINCT FROM {'NULL' if value is None else repr(value)}"
            for name, value in asdict(self).items()
        )


@dataclass(frozen=True, slots=True)
class Piece:
    """Where a level holds: in these periods (None: wherever it stands), or only for `reporter|flow|period` in `keys`."""

    level: Level
    periods: tuple[str, ...] | None
    keys: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Plan:
    """`digits` is how far product codes are cut; `in_both` says that the other currency is published too."""

    pieces: tuple[Piece, ...]
    currency: Currency
    digits: int | None
    years_from_months: bool
    in_both: bool
    editions: tuple[str, ...]
    reporters: frozenset[str]

    @property
    def level(self) -> Level:
        """The level of most rows."""
        return self.pieces[0].level

    @property
    def states_the_world(self) -> bool:
        return WORLD_ROW in self.reporters

    @property
    def product_digits(self) -> int:
        return self.digits or min(piece.level.product_digits for piece in self.pieces)
