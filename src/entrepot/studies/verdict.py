"""What is said of a claim, and how it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal, get_args

from entrepot.vocabulary.text import T

Word = Literal["reproduces", "within_rounding", "contradicts", "does_not_reproduce", "implausible", "not_checkable"]
WORDS: Final[tuple[Word, ...]] = get_args(Word)
TITLES: Final[dict[Word, T]] = {
    "reproduces": T("reproduces", "可复算"),
    "within_rounding": T("within rounding", "在舍入范围内"),
    "contradicts": T("contradicts", "相互矛盾"),
    "does_not_reproduce": T("does not reproduce", "不能复算"),
    "implausible": T("implausible", "不可信"),
    "not_checkable": T("not checkable", "无法核对"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`recomputed`, `low` and `high` are in the claim's unit; `against` is the figure that says otherwise."""

    id: str
    verdict: Word
    printed: str
    message: T
    recomputed: Decimal | str | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    against: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id, "verdict": self.verdict, "printed": self.printed, "recomputed": _plain(self.recomputed),
            "low": _plain(self.low), "high": _plain(self.high), "against": self.against, "message": str(self.message),
        }  # fmt: skip


def _plain(value: Decimal | str | None) -> float | str | None:
    return float(value) if isinstance(value, Decimal) else value
