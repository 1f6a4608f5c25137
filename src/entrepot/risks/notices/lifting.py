"""Notices that would no longer hold for some goods and markets: what mutual recognition of tests and certificates lifts."""

from __future__ import annotations

from dataclasses import dataclass

from entrepot.vocabulary.areas import area
from entrepot.vocabulary.blocs import members


@dataclass(frozen=True, slots=True)
class Lifted:
    """Notices of these `kinds` on these products (by the beginning of their codes) of these partners, for a `part` of the trade."""

    kinds: tuple[str, ...]
    partners: tuple[str, ...]
    products: tuple[str, ...]
    part: float = 1.0

    @property
    def countries(self) -> tuple[str, ...]:
        """The partners one by one, blocs by their latest members, and the blocs themselves, as some tables have them."""
        each = [(name, *(members(name) if area(name).kind == "bloc" else ())) for name in self.partners]
        return tuple(dict.fromkeys(country for countries in each for country in countries))
