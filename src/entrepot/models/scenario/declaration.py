"""A scenario: only what differs from the data, and every number that is assumed, with its reference.

An `Amount` is a number, or the id of an assumption whose range is then drawn from. Fractions throughout: 0.25 is 25 per cent.
A change holds for a `Scope` (empty: all partners, all products, all regimes) and for a time.

    tariff      a new rate, so many points more, a maximum, a linear cut, or the Swiss formula a t / (a + t)
    agreement   on: tariffs fall by margin x utilisation; off: they rise by as much
    trade_cost  a cost as a fraction of the value: freight, a carbon levy, a border that is slow
    demand      of the buyers: -0.1 is a tenth less at the same price
    capacity    what the region can supply, in the same way
    exchange    the yuan's value in dollars: 0.05 is five per cent up
    closed      a part of a market lost, 1 for all of it
    shift       goods that go elsewhere: to other partners, under another regime, or other goods in their place
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from entrepot.parameters.assumption import Assumption
from entrepot.parameters.toml_places import NOWHERE, Place
from entrepot.vocabulary.text import T

Amount = float | str
FlowOf = Literal["export", "import"]
TariffRule = Literal["rate", "add", "cap", "cut", "swiss"]
Along = Literal["partner", "product", "regime"]
ShiftOf = Literal["lost", "sold"]
By = Literal["size", "potential"]

TARIFF_RULES: tuple[TariffRule, ...] = get_args(TariffRule)
ALONG: tuple[Along, ...] = get_args(Along)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which trade is meant: areas or blocs, product codes, sections or groups, customs regimes; empty means all."""

    flow: FlowOf = "export"
    partners: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    regimes: tuple[str, ...] = ()
    except_partners: tuple[str, ...] = ()
    except_products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """From one day on and up to but not on another (`2018-07-06`, or a year); `phases` are the parts in force by year."""

    since: str = ""
    until: str = ""
    phases: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    scope: Scope = Scope()
    when: When = When()
    reference: str = ""
    at: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffChange(_Change):
    """`base` is the rate before, where the lake holds no tariffs; `add` does without one."""

    rule: TariffRule
    amount: Amount
    base: Amount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(_Change):
    """`margin` is the mean preference in points of tariff, `utilisation` the part of trade that claims it."""

    name: str
    margin: Amount
    utilisation: Amount
    on: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeCost(_Change):
    amount: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand(_Change):
    amount: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity(_Change):
    amount: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRate(_Change):
    """The yuan against the dollar; sales and purchases in scope are taken to be priced in dollars."""

    amount: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketClosed(_Change):
    part: Amount = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift(_Change):
    """A part of what was lost so far in the scope (`lost`), or of what is sold in it (`sold`), goes to `to` instead.

    `along` says what changes: the partner, the product or the regime; the rest stays as it was. Nothing in `to` (empty: all other
    partners) takes more than `most_growth` of what it has now, and what does not fit stays where it was, or stays lost. `by` says
    how it is divided: by present size, or by potentials handed over. `price` is what a dollar's worth fetches there, 1 for the same.
    Shifts come after all other changes.
    """

    along: Along
    to: tuple[str, ...]
    part: Amount = 1.0
    of: ShiftOf = "lost"
    most_growth: Amount | None = None
    by: By = "size"
    price: Amount = 1.0


Change = TariffChange | Agreement | TradeCost | Demand | Capacity | ExchangeRate | MarketClosed | Shift


@dataclass(frozen=True, slots=True)
class Scenario:
    """`year` is the year whose rates are meant; None: everything in full force. `checking.checked` tells what is wrong with it."""

    id: str
    title: T
    about: T
    changes: tuple[Change, ...]
    assumptions: tuple[Assumption, ...] = ()
    year: int | None = None
    at: Place = field(default=NOWHERE, compare=False, repr=False)


KINDS: dict[str, type[Change]] = {
    "tariff": TariffChange,
    "agreement": Agreement,
    "trade_cost": TradeCost,
    "demand": Demand,
    "capacity": Capacity,
    "exchange": ExchangeRate,
    "closed": MarketClosed,
    "shift": Shift,
}


def kind_of(change: Change) -> str:
    """The word for the change in files and answers."""
    return next(word for word, kind in KINDS.items() if kind is type(change))
