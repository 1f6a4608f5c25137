"""Units of figures (money, shares, counts, physical), their scale words, and exact conversion to the base unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation
from functools import cache, lru_cache
from typing import Final, Literal

from entrepot.vocabulary.amounts import format_money as format_money
from entrepot.vocabulary.amounts import format_number as format_number
from entrepot.vocabulary.amounts import format_points as format_points
from entrepot.vocabulary.amounts import format_share as format_share
from entrepot.vocabulary.errors import SchemaMismatch, UnknownName
from entrepot.vocabulary.printed_numbers import number as number
from entrepot.vocabulary.quantities import quantity_words
from entrepot.vocabulary.text import T

UnitKind = Literal[
    "money", "share", "points", "ratio", "index", "rank", "flag", "count", "mass", "area", "time", "quantity"
]
# What may stand after 亿 or 1e8; a scaled share or rank would be a slip.
SCALABLE: Final = frozenset({"money", "count", "mass", "area", "quantity"})

# Enough digits for any printed number times any scale; a result that would have to be rounded raises.
EXACT: Final = Context(prec=100, traps=[Inexact, InvalidOperation, DivisionByZero])


@dataclass(frozen=True, slots=True)
class PrintedUnit:
    """`factor` of `base`; the base of shares, points, ratios and indices is `1`, told apart by `kind`.

    `at_least` is true where the publisher prints a lower bound ("more than 15,000 firms").
    """

    base: str
    factor: Decimal
    text: str
    kind: UnitKind
    at_least: bool = False


_CURRENCIES: Final[dict[str, tuple[str, ...]]] = {
    "USD": ("usd", "us$", "美元", "us dollar", "us dollars"),
    "CNY": ("cny", "rmb", "元", "人民币", "人民币元", "元人民币", "yuan"),
    "EUR": ("eur", "euro", "欧元"),
    "JPY": ("jpy", "yen", "日元"),
    "KRW": ("krw", "won", "韩元"),
    "GBP": ("gbp", "英镑"),
    "HKD": ("hkd", "港元", "港币"),
    "RUB": ("rub", "卢布"),
    "AUD": ("aud", "澳元"),
    "CAD": ("cad", "加元"),
    "SGD": ("sgd", "新加坡元"),
    "CHF": ("chf", "瑞士法郎"),
}
# base, factor, kind, the words
_OTHERS: Final[tuple[tuple[str, str, UnitKind, tuple[str, ...]], ...]] = (
    ("1", "0.01", "share", ("%", "％", "percent", "per cent", "百分比")),
    ("1", "0.001", "share", ("‰", "per mille")),
    ("1", "0.01", "points", ("points", "pp", "percentage points", "个百分点", "百分点")),
    ("1", "1", "ratio", ("1", "ratio", "times", "倍")),
    ("1", "1", "index", ("index", "指数")),
    ("rank", "1", "rank", ("rank", "位", "名")),
    ("flag", "1", "flag", ("flag",)),
    ("persons", "1", "count", ("persons", "people", "人")),
    ("firms", "1", "count", ("firms", "enterprises", "家", "企业")),
    ("parks", "1", "count", ("parks", "园区")),
    ("markets", "1", "count", ("markets",)),
    ("policies", "1", "count", ("policies", "项")),
    ("items", "1", "count", ("items", "count", "个")),
    ("kg", "1000", "mass", ("t", "tonnes", "tons", "吨", "公吨")),
    ("kg", "1", "mass", ("kg", "千克", "公斤")),
    ("m2", "1000000", "area", ("km2", "km²", "平方公里", "平方千米")),
    ("m2", "1", "area", ("m2", "m²", "平方米")),
    ("days", "1", "time", ("days", "天", "日")),
    ("years", "1", "time", ("years", "岁")),
    ("TEU", "1", "quantity", ("teu", "标箱", "标准箱")),
)
_POWERS: Final[dict[str, int]] = {
    **dict(
        zip(
            ("十", "百", "千", "万", "十万", "百万", "千万", "亿", "十亿", "百亿", "千亿", "万亿"),
            range(1, 13),
            strict=True,
        )
    ),
    **{"hundred": 2, "hundreds": 2, "thousand": 3, "thousands": 3, "k": 3, "10k": 4, "ten thousand": 4, "100k": 5},
    **{"mn": 6, "m": 6, "million": 6, "millions": 6, "mln": 6, "10m": 7, "10 million": 7},
    **{"100m": 8, "100 million": 8, "hundred million": 8, "100 mn": 8},
    **{"bn": 9, "b": 9, "billion": 9, "billions": 9, "tn": 12, "trillion": 12, "trillions": 12},
    "units": 0,
}
_CHINESE_SCALES: Final = tuple(sorted((w for w in _POWERS if not w.isascii()), key=len, reverse=True))
_TEN_TO: Final = re.compile(r"(?:1e\+?|10\^)([0-9]{1,2})|10{0,2}(?:[, ]?0{3})*|1(?:0+)")


def scale(word: str) -> Decimal | None:
    """The power of ten of a scale word: 亿, 百万, bn, thousand, `1e8`, `10^8`, `1000`; None for other words."""
    plain = word.strip().casefold()
    if plain in _POWERS:
        return Decimal(10) ** _POWERS[plain]
    found = _TEN_TO.fullmatch(plain)
    if found is None:
        return None
    return Decimal(10) ** (int(found[1]) if found[1] else plain.count("0"))


@lru_cache(maxsize=1024)
def unit(text: str) -> PrintedUnit:
    """The unit that a publisher prints (`1e8 USD`, `亿元`, `万美元`, `thousand USD`, `CNY_100m`, `%`, `1e4 TEU`)."""
    plain = _words_of(text)
    at_least = plain.endswith(" over")
    for power, word in _readings(plain.removesuffix(" over")):
        base = _base(word)
        if power is not None and base is not None and (power == 1 or base[2] in SCALABLE):
            return PrintedUnit(base[0], power * base[1], text, base[2], at_least)
    raise UnknownName(
        T("unit", "单位"),
        text,
        _bases(),
        hint=T(
            "Write a scale and a base, such as 1e8 USD, 亿元 or thousand USD.",
            "请写出倍数和基本单位，如亿元、1e8 USD。",
        ),
    )


def unit_texts() -> tuple[str, ...]:
    """Units as they may be printed, a scale word before or behind a base word: what `unit` reads, listed for joins."""
    scales = (*_POWERS, *(f"1e{power}" for power in range(1, 13)))
    both = ((scale_word, base) for base, (_, _, kind) in _bases().items() if kind in SCALABLE for scale_word in scales)
    pairs = [(s, b) for s, b in both if s.isascii() == b.isascii() or s.startswith("1e")]
    return (*_bases(), *(f"{s} {b}" for s, b in pairs), *(f"{b} {s}" for s, b in pairs if s.isascii()))


def to_base(value: str | Decimal, of: PrintedUnit | str) -> Decimal:
    """The value in the base unit, exactly: 2222.7 of `1e9 CNY` is 2222700000000."""
    exact = number(value) if isinstance(value, str) else value
    if exact is None or not exact.is_finite():
        raise SchemaMismatch(
            T(
                f"{value!r} is no number to convert: leave what is missing out",
                f"“{value}”不是数值，无法换算：缺失值应留空",
            )
        )
    return EXACT.multiply(exact, _unit(of).factor)


def from_base(value: Decimal, of: PrintedUnit | str) -> Decimal:
    """The value in the printed unit; raises decimal.Inexact where no finite decimal is equal."""
    return EXACT.divide(value, _unit(of).factor)


def _unit(of: PrintedUnit | str) -> PrintedUnit:
    return of if isinstance(of, PrintedUnit) else unit(of)


def _words_of(text: str) -> str:
    """The words alone: brackets, `of`, 单位, 金额 and the 人民币 before a scaled 元 gone, a comma kept only inside a number."""
    plain = re.sub(r"[_()（）]|(?<![0-9])[,，]|[,，](?![0-9])|\bof\b|单位[:：]?|金额[:：]?", " ", text.casefold())
    return re.sub(r"^人民币 ?(?=\S+元$)", "", " ".join(plain.split()))


def _base(word: str) -> tuple[str, Decimal, UnitKind] | None:
    if word in _bases():
        return _bases()[word]
    quantity = quantity_words().get(word)
    return (quantity.base, quantity.factor, "quantity") if quantity else None


@cache
def _bases() -> dict[str, tuple[str, Decimal, UnitKind]]:
    money: dict[str, tuple[str, Decimal, UnitKind]] = {
        word: (code, Decimal(1), "money") for code, words in _CURRENCIES.items() for word in words
    }
    return money | {word: (base, Decimal(factor), kind) for base, factor, kind, words in _OTHERS for word in words}


def _readings(plain: str) -> list[tuple[Decimal | None, str]]:
    """Every way to cut the text into a scale and a base, the plain base first."""
    cuts: list[tuple[Decimal | None, str]] = [(Decimal(1), plain)]
    words = plain.split(" ")
    for i in range(1, len(words)):
        front, back = " ".join(words[:i]), " ".join(words[i:])
        cuts += [(scale(front), back), (scale(back), front)]
    cuts += [(scale(s), plain.removeprefix(s).strip()) for s in _CHINESE_SCALES if plain.startswith(s)]
    return cuts
