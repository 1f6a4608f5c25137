"""What is asked about: whose trade, with whom, in what, when, in which currency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, cast, get_args

from entrepot.lake.lake import AsOf
from entrepot.sources import source_named
from entrepot.vocabulary.areas import area, mainland_provinces
from entrepot.vocabulary.blocs import members
from entrepot.vocabulary.errors import UnknownName, WrongCall
from entrepot.vocabulary.flows import Flow
from entrepot.vocabulary.periods import FREQUENCIES, parse_period
from entrepot.vocabulary.products import TOTAL, product
from entrepot.vocabulary.products import nomenclature as nomenclature_named
from entrepot.vocabulary.regimes import regime as regime_named
from entrepot.vocabulary.tables import FLOWS
from entrepot.vocabulary.text import T

Currency = Literal["USD", "CNY"]
# A code that becomes several in another nomenclature: whole to where its publisher sends it, evenly divided, or as trade is
# told under the several.
Split = Literal["publisher", "equal", "weights"]
Several = str | Iterable[str] | None

PEER_SETS: dict[str, T] = {
    "provinces": T("all provinces of China's mainland", "内地各省份"),
    "CN-CENTRAL6": T("the six central provinces", "中部六省"),
    "CN-NORTHEAST": T("the Northeast", "东北地区"),
    "CN-BOHAI": T("the Bohai Rim", "环渤海地区"),
    "CN-COAST": T("the coast", "沿海地区"),
    "CN-YANGTZE": T("the Yangtze River Delta", "长三角地区"),
    "CN-JINGJINJI": T("Beijing, Tianjin and Hebei", "京津冀地区"),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Everything that narrows a question; empty means no narrowing. Names have become ids already."""

    regions: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    regimes: tuple[str, ...] = ()
    flow: str | None = None
    first: str = ""
    last: str = ""
    frequency: str = ""
    currency: Currency | None = None
    source: str | None = None
    digits: int | None = None
    basis: str | None = None
    nomenclature: str | None = None
    by: tuple[str, ...] = ()
    reference: tuple[str, ...] = ()
    as_of: AsOf = None
    share: str | None = None
    convert: str | None = None
    split: Split | None = None

    def only(self, dimension: str, names: tuple[str, ...]) -> Selection:
        """The same with other partners, products or regimes; none means all."""
        match dimension:
            case "partner":
                return replace(self, partners=names)
            case "product":
                return replace(self, products=names)
            case "regime":
                return replace(self, regimes=names)
        raise ValueError(f"nothing is narrowed by {dimension}")

    def names_of(self, dimension: str) -> tuple[str, ...]:
        return {"partner": self.partners, "product": self.products, "regime": self.regimes}.get(dimension, ())


def select(
    *,
    region: Several = None,
    partner: Several = None,
    product: Several = None,
    regime: Several = None,
    flow: str | None = None,
    period: str | None = None,
    frequency: str | None = None,
    currency: str | None = None,
    source: str | None = None,
    digits: int | None = None,
    basis: str | None = None,
    nomenclature: str | None = None,
    by: Several = None,
    reference: Several = None,
    as_of: AsOf = None,
    share: str | None = None,
    convert: str | None = None,
    split: str | None = None,
) -> Selection:
    """A selection from words in either language; unknown ones raise with the near names."""
    first, last, implied = periods(period)
    if frequency is not None and frequency not in FREQUENCIES:
        raise UnknownName(T("frequency", "频度"), frequency, FREQUENCIES)
    if flow is not None and flow not in tuple(Flow):
        raise UnknownName(T("flow", "进出口方向"), flow, tuple(Flow))
    return Selection(
        regions=regions_of(region),
        partners=tuple(_partner(name) for name in several(partner)),
        products=tuple(_product_code(name) for name in several(product)),
        regimes=tuple(regime_named(name).id for name in several(regime)),
        flow=flow,
        first=first,
        last=last,
        frequency=frequency or implied,
        currency=money(currency),
        source=source_named(source).id if source else None,
        digits=digits,
        basis=basis,
        nomenclature=nomenclature,
        by=groupings(by),
        reference=regions_of(reference),
        as_of=as_of,
        share=share,
        convert=nomenclature_named(convert) if convert else None,
        split=_split(split),
    )


def money(currency: str | None) -> Currency | None:
    """The currency meant, or None where none is asked for."""
    if currency is None:
        return None
    if currency.upper() not in ("USD", "CNY"):
        raise UnknownName(T("currency", "货币"), currency, ("USD", "CNY"))
    return "CNY" if currency.upper() == "CNY" else "USD"


def _split(name: str | None) -> Split | None:
    if name is None:
        return None
    for known in get_args(Split):
        if name == known:
            return cast(Split, known)
    hint = T(f"; there are {', '.join(get_args(Split))}", f"；可用 {'、'.join(get_args(Split))}")
    raise UnknownName(T("way to divide codes", "拆分方式"), name, get_args(Split), hint=hint)


def whole_number(text: int | str) -> int:
    if not str(text).isdigit():
        raise WrongCall(T(f"this is a whole number, not {text!r}", f"应为整数，而不是“{text}”"))
    return int(text)


def regions_of(names: Several) -> tuple[str, ...]:
    """Area ids; a peer set or a bloc stands for its members, `provinces` for China's mainland."""
    found: list[str] = []
    for name in several(names):
        if name == "provinces":
            found += mainland_provinces()
        elif name in PEER_SETS:
            found += members(name)
        elif name == "WLD":
            found.append("WLD")
        else:
            found.append(area(name).id)
    return tuple(dict.fromkeys(found))


def several(names: Several) -> tuple[str, ...]:
    if names is None:
        return ()
    parts = names.split(",") if isinstance(names, str) else list(names)
    return tuple(part.strip() for part in parts if part.strip())


def groupings(names: Several) -> tuple[str, ...]:
    """Columns of flows by their names, or by their titles in either language; other words stay what they are."""
    titled = {title: column.name for column in FLOWS.columns for title in (column.title.zh, column.title.en.lower())}
    return tuple(titled.get(name.lower(), name) for name in several(names))


def _partner(name: str) -> str:
    """An area's id; `日本+韩国` is a sum made for one question."""
    return "+".join(area(part).id for part in name.split("+"))


def _product_code(name: str) -> str:
    if name.isdigit() or name == TOTAL:
        return name
    return product(name).code


def periods(period: str | None) -> tuple[str, str, str]:
    """(first, last, frequency): `2015`, `2015..2020`, `2015-01..`, `2016-01/2016-11`."""
    if not period:
        return "", "", ""
    low, dots, high = period.partition("..")
    ends = [parse_period(end.strip()) for end in (low, high) if end.strip()]
    kinds = {end.frequency for end in ends}
    if len(kinds) != 1:
        raise WrongCall(
            T(
                f"{period!r}: both ends of a range must be years, quarters or months alike",
                f"“{period}”：起止须同为年、季或月",
            )
        )
    first = parse_period(low.strip()).text if low.strip() else ""
    last = parse_period(high.strip()).text if high.strip() else ("" if dots else first)
    return first, last, kinds.pop()
