"""Under which customs regimes the goods of the sample world go."""

from __future__ import annotations

from typing import Final

import numpy as np

from entrepot.sources.world.structure import Ints
from entrepot.vocabulary.periods import parse_period

# Announcements of the General Administration of Customs: 9710 and 9810 by No. 75 of 2020, 1239 by No. 75 of 2016.
SINCE: Final = {"9710": "2020-07", "9810": "2020-07", "1239": "2016-12"}

_MACHINES: Final = frozenset(("84", "85", "90"))
_CONSUMER: Final = frozenset(("33", "42", *(str(n) for n in range(61, 68)), "94", "95", "96"))

# Stylised chances that a combination of province, partner and product trades under a regime.
_CHANCES: Final[dict[tuple[str, str], dict[str, float]]] = {
    ("export", "machines"): {
        "0110": 0.44, "0615": 0.34, "0214": 0.05, "1233": 0.03, "1234": 0.05, "5034": 0.03, "9710": 0.02, "9810": 0.02,
        "1300": 0.02,
    },
    ("export", "consumer"): {
        "0110": 0.62, "0615": 0.07, "0214": 0.03, "1039": 0.12, "9610": 0.05, "9710": 0.05, "9810": 0.04, "1210": 0.02,
    },
    ("export", "other"): {"0110": 0.80, "0615": 0.11, "0214": 0.04, "1233": 0.02, "1234": 0.02, "4019": 0.01},
    ("import", "machines"): {"0110": 0.48, "0615": 0.28, "0214": 0.05, "1233": 0.08, "1234": 0.08, "2025": 0.03},
    ("import", "consumer"): {"0110": 0.66, "1210": 0.16, "1239": 0.04, "9610": 0.04, "1233": 0.06, "0615": 0.04},
    ("import", "other"): {"0110": 0.74, "0615": 0.11, "0214": 0.04, "1233": 0.06, "1234": 0.04, "4019": 0.01},
}  # fmt: skip
CODES: Final = tuple(sorted({code for chances in _CHANCES.values() for code in chances}))


def since_months() -> Ints:
    """The month from which each of CODES exists, counted as in `vocabulary.periods`; 0 for always."""
    return np.array([parse_period(SINCE[code]).begin if code in SINCE else 0 for code in CODES])


def draw_regimes(flow: str, chapters: tuple[str, ...], product: Ints, rng: np.random.Generator) -> Ints:
    """One regime for each series, as indices into CODES."""
    classes = np.array([_class(chapter) for chapter in chapters])[product]
    drawn = np.zeros(len(product), dtype=np.int64)
    for name in ("machines", "consumer", "other"):
        chances = _CHANCES[flow, name]
        own = np.flatnonzero(classes == name)
        codes = np.array([CODES.index(code) for code in chances])
        drawn[own] = rng.choice(codes, size=len(own), p=list(chances.values()))
    return drawn


def _class(chapter: str) -> str:
    return "machines" if chapter in _MACHINES else "consumer" if chapter in _CONSUMER else "other"
