"""The lasting shape of the sample world: who is large, what is traded, how far everyone is from everyone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from entrepot.embedded import embedded_rows
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.blocs import members
from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import T

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]

FLOWS: Final = ("export", "import")
EARTH_RADIUS_KM: Final = 6371.0
# Vietnam and Mongolia border provinces whose capitals are far: nobody trades over less than this.
SHORTEST_KM: Final = 300.0
ASEAN: Final = members("ASEAN", on=date(2020, 1, 1))


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of the world is drawn; `series` is about how many combinations trade in one flow."""

    first_year: int
    years: int
    partners: int
    products: int
    series: int


EXTENTS: Final[dict[str, Extent]] = {
    "full": Extent(first_year=2016, years=8, partners=200, products=10_000, series=15_000),
    "small": Extent(first_year=2020, years=3, partners=30, products=60, series=220),
}


def extent_of(size: str) -> Extent:
    if size not in EXTENTS:
        raise UnknownName(T("size of the sample world", "示例世界的规模"), size, EXTENTS)
    return EXTENTS[size]


@dataclass(frozen=True, slots=True)
class Structure:
    """Weights are by flow, aligned with the names; `advantage` is reporters x products, `affinity` and `distance_km` are
    reporters x partners; `kg_per_item` is NaN for goods counted by weight."""

    reporters: tuple[str, ...]
    partners: tuple[str, ...]
    products: tuple[str, ...]
    chapters: tuple[str, ...]
    reporter_weight: dict[str, Floats]
    partner_weight: dict[str, Floats]
    chapter_weight: dict[str, Floats]
    advantage: dict[str, Floats]
    affinity: dict[str, Floats]
    distance_km: Floats
    price_usd_per_kg: Floats
    kg_per_item: Floats


def structure(extent: Extent) -> Structure:
    """The declared world, cut to the extent."""
    provinces = sorted(embedded_rows("sample_provinces.csv"), key=lambda row: row["province"])
    partner_rows = _partners(extent.partners)
    products = _products(extent.products)
    chapters = tuple(code[:2] for code in products)
    by_chapter = {row["chapter"]: row for row in embedded_rows("sample_chapters.csv")}
    rows = [by_chapter[chapter] for chapter in chapters]
    reporters = tuple(row["province"] for row in provinces)
    partners = tuple(row["partner"] for row in partner_rows)
    return Structure(
        reporters=reporters,
        partners=partners,
        products=products,
        chapters=chapters,
        reporter_weight=_weights(provinces),
        partner_weight=_weights(partner_rows),
        chapter_weight=_weights(rows),
        advantage={flow: _factors("advantage", "chapter", reporters, chapters, flow) for flow in FLOWS},
        affinity={flow: _factors("affinity", "partner", reporters, partners, flow) for flow in FLOWS},
        distance_km=_distances(reporters, partners),
        price_usd_per_kg=np.array([float(row["price_usd_per_kg"]) for row in rows]),
        kg_per_item=np.array([float(row["kg_per_item"] or "nan") for row in rows]),
    )


def _partners(most: int) -> list[dict[str, str]]:
    """The largest (the file begins with them), ASEAN always among them."""
    rows = embedded_rows("sample_partners.csv")
    others = [row["partner"] for row in rows if row["partner"] not in ASEAN]
    kept = {*ASEAN, *others[: most - len(ASEAN)]}
    return sorted((row for row in rows if row["partner"] in kept), key=lambda row: row["partner"])


def _products(most: int) -> tuple[str, ...]:
    codes = tuple(row["product"] for row in embedded_rows("sample_products.csv"))
    if most >= len(codes):
        return codes
    return tuple(codes[int((i + 0.5) * len(codes) / most)] for i in range(most))


def _weights(rows: list[dict[str, str]]) -> dict[str, Floats]:
    return {flow: np.array([float(row[f"{flow}_weight"]) for row in rows]) for flow in FLOWS}


def _factors(table: str, of: str, reporters: tuple[str, ...], names: tuple[str, ...], flow: str) -> Floats:
    """Reporters x names: 1 but where the table says otherwise."""
    factors = np.ones((len(reporters), len(names)))
    every = np.array(names)
    for row in embedded_rows(f"sample_{table}.csv"):
        factors[reporters.index(row["province"]), every == row[of]] = float(row[f"{flow}_factor"])
    return factors


def _distances(reporters: tuple[str, ...], partners: tuple[str, ...]) -> Floats:
    """Great circles between capitals, by the haversine formula."""
    (lat1, lon1), (lat2, lon2) = _points(reporters), _points(partners)
    lat1, lon1 = lat1[:, None], lon1[:, None]
    h = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    kilometres: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(h))
    return np.maximum(kilometres, SHORTEST_KM)


def _points(ids: tuple[str, ...]) -> tuple[Floats, Floats]:
    places = [area(one) for one in ids]
    latitude = np.array([place.latitude for place in places], dtype=float)
    longitude = np.array([place.longitude for place in places], dtype=float)
    return np.radians(latitude), np.radians(longitude)
