"""What is asked of a reallocation of exports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

KEPT: Final = 0.8
SPARE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader asks of the reallocation: fractions; None leaves a limit out."""

    market_share: float | None = None
    product_share: float | None = None
    market_hhi: float | None = None
    kept: float = KEPT
    spare: float = SPARE

    def asked(self) -> dict[str, Any]:
        return {
            "market_share": self.market_share, "product_share": self.product_share, "market_hhi": self.market_hhi,
            "kept": self.kept, "spare": self.spare,
        }  # fmt: skip
