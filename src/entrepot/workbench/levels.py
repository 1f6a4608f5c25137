"""Which level of detail to read: a question reads one level of each kind, the finest that serves it, and names it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from entrepot.sources import ALL_SOURCES
from entrepot.vocabulary.errors import MissingData, WrongCall
from entrepot.vocabulary.text import T
from entrepot.workbench.selection import Selection

# What a region's own rows are placed by, best first: what is registered there is what its customs publish.
BASES = ("national", "registration", "location", "customs_district", "published")


@dataclass(frozen=True, slots=True)
class Level:
    """One combination of levels at which rows stand in the lake."""

    source: str
    synthetic: bool
    frequency: str
    nomenclature: str | None
    product_digits: int
    partner_level: str
    regime_level: str
    basis: str
    has_usd: bool
    has_cny: bool
    by_firm: bool
    by_district: bool
    rows: int

    def words(self) -> dict[str, object]:
        """What an answer says of the level it was read at."""
        return {
            "source": self.source, "synthetic": self.synthetic, "frequency": self.frequency,
            "nomenclature": self.nomenclature, "product_digits": self.product_digits, "partner_level": self.partner_level,
            "regime_level": self.regime_level, "basis": self.basis,
        }  # fmt: skip


LEVEL_SQL = (
    "source, bool_or(synthetic) AS synthetic, frequency, nomenclature, product_digits, partner_level, regime_level, basis, "
    "value_usd IS NOT NULL AS has_usd, value_cny IS NOT NULL AS has_cny, firm_type IS NOT NULL AS by_firm, "
    "customs_district IS NOT NULL AS by_district, count(*) AS rows"
)


def choose(levels: Sequence[Level], selection: Selection, needed: frozenset[str]) -> Level:
    """The level to read: the named source or the first real one that can serve, then the finest that is needed."""
    able = [level for level in levels if _serves(level, selection, needed)]
    if not able:
        raise _none_serves(levels, selection, needed)
    order = {source.id: place for place, source in enumerate(ALL_SOURCES)}
    return min(able, key=lambda level: _preference(level, selection, needed, order))


def _serves(level: Level, selection: Selection, needed: frozenset[str]) -> bool:
    wanted_digits = max((len(code) for code in selection.products if code.isdigit()), default=0)
    checks = (
        selection.source in (None, level.source),
        not selection.frequency
        or level.frequency == selection.frequency
        or (selection.frequency, level.frequency) == ("year", "month"),
        selection.currency != "USD" or level.has_usd,
        selection.currency != "CNY" or level.has_cny,
        selection.basis in (None, level.basis),
        selection.nomenclature in (None, level.nomenclature),
        level.product_digits >= max(wanted_digits, selection.digits or 0),
        "product" not in needed or level.product_digits > 0,
        "partner" not in needed or level.partner_level in ("country", "group", "bloc"),
        "regime" not in needed or level.regime_level != "all",
        "firm_type" not in needed or level.by_firm,
        "customs_district" not in needed or level.by_district,
        level.frequency != "interval",
    )
    return all(checks)


def _preference(
    level: Level, selection: Selection, needed: frozenset[str], order: dict[str, int]
) -> tuple[object, ...]:
    """Smaller is better: real, preferred source; asked frequency; needed dimensions fine, the others coarse."""
    frequencies = ("year", "month", "quarter", "to_date")
    return (
        level.synthetic,
        order.get(level.source, len(order)),
        level.frequency != (selection.frequency or "year"),
        frequencies.index(level.frequency) if level.frequency in frequencies else len(frequencies),
        BASES.index(level.basis) if level.basis in BASES else len(BASES),
        level.by_firm and "firm_type" not in needed,
        level.by_district and "customs_district" not in needed,
        # A needed dimension is read at its finest; one that is not needed as the publisher's own total where it has one.
        -level.product_digits if "product" in needed or selection.products else level.product_digits,
        {"country": 0, "group": 1, "bloc": 2, "world": 3}.get(level.partner_level, 4) * (1 if "partner" in needed or selection.partners else -1),
        {"code": 0, "group": 1, "all": 2}.get(level.regime_level, 3) * (1 if "regime" in needed or selection.regimes else -1),
        not (level.has_usd and level.has_cny),
        not level.has_usd,
        -int((level.nomenclature or "HS0")[-4:]) if (level.nomenclature or "")[-4:].isdigit() else 0,
        -level.rows,
    )  # fmt: skip


def _none_serves(levels: Iterable[Level], selection: Selection, needed: frozenset[str]) -> MissingData | WrongCall:
    held = sorted(
        {
            f"{level.source} ({level.frequency}, {level.product_digits} digits, partners: {level.partner_level}, regimes: {level.regime_level})"
            for level in levels
        }
    )
    held_zh = sorted(
        {
            f"{level.source}（{level.frequency}，商品{level.product_digits}位，伙伴 {level.partner_level}，贸易方式 {level.regime_level}）"
            for level in levels
        }
    )
    wanted = ", ".join(sorted(needed)) or "-"
    return MissingData(
        T(
            f"nothing in the lake serves this question (it needs: {wanted}); what there is: {'; '.join(held) or 'nothing'}. "
            "Ask for less, or ingest a file with that breakdown.",
            f"数据湖中没有可用于该问题的数据（需要：{wanted}）；现有：{'；'.join(held_zh) or '无'}。请放宽条件，或导入含该分类的文件。",
        )
    )
