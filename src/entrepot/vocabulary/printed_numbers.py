"""Numbers as people and publishers print them, read exactly or refused; never guessed."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, Literal

from entrepot.vocabulary.errors import SchemaMismatch
from entrepot.vocabulary.text import T

# What publishers print where there is no number.
MISSING_MARKS: Final = frozenset(
    {
        "",
        "-",
        "--",
        "–",
        "—",
        "——",
        "−",
        "…",
        "……",
        "..",
        "...",
        "?",
        "？",
        "N/A",
        "NA",
        "N.A.",
        "NULL",
        "NONE",
        "NAN",
        ":",
        "/",
        "*",
    }
)
# Only plain full-width signs: NFKC would also turn 5² into 52.
_WIDE: Final = str.maketrans("０１２３４５６７８９，．－＋（）　−", "0123456789,.-+() -")
_SPACES: Final = " \u00a0\u2009\u202f"
# 10^30 is beyond any money on earth; a larger exponent would only exhaust memory.
_LARGEST_EXPONENT: Final = 30
_LONGEST: Final = 60

_SHAPES: Final = {
    mark: re.compile(
        rf"([+-]?)((?:[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+)?)(?:{re.escape(mark)}([0-9]*))?(?:[eE]([+-]?[0-9]{{1,3}}))?"
    )
    for mark, group in ((".", rf"(?:,|[{_SPACES}])"), (",", rf"(?:\.|[{_SPACES}])"))
}


def number(text: str | None, *, decimal: Literal[".", ","] = ".", parentheses: bool = False) -> Decimal | None:
    """The number printed, exactly; None where the publisher prints that there is none; anything unclear is refused.

    `decimal=","` reads `1.234,5`; `parentheses=True` reads `(12)` as -12, as accountants print it.
    """
    if text is None or text.strip().upper() in MISSING_MARKS:
        return None
    plain = text.translate(_WIDE).strip()
    negative = False
    if parentheses and plain.startswith("(") and plain.endswith(")"):
        plain, negative = plain[1:-1].strip(), True
    found = _SHAPES[decimal].fullmatch(plain) if len(plain) <= _LONGEST else None
    if not found or not (found[2] or found[3]) or (negative and found[1]):
        raise _refusal(text, decimal)
    sign, whole, part, power = found[1], re.sub(r"[^0-9]", "", found[2]), found[3] or "", found[4]
    if power and abs(int(power)) > _LARGEST_EXPONENT:
        raise _refusal(text, decimal)
    value = Decimal(f"{sign}{whole or 0}.{part or 0}" if part else f"{sign}{whole}")
    value = value.scaleb(int(power)) if power else value
    return -value if negative else value


def _refusal(text: str, decimal: str) -> SchemaMismatch:
    shown = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    other = "," if decimal == "." else "."
    return SchemaMismatch(
        T(
            f"{shown!r} is not a number with {decimal!r} as its decimal mark: write it like 1234.5, "
            f"or say that the decimal mark is {other!r} (decimal={other!r})",
            f"“{shown}”不是以“{decimal}”为小数点的数：请写成1234.5，或说明小数点是“{other}”（decimal={other!r}）",
        )
    )
