"""What a scenario comes to: changes with intervals, what was assumed for them, and what was left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from entrepot.models.scenario.declaration import Scenario
from entrepot.parameters.assumption import Assumption
from entrepot.vocabulary.text import T

Array = NDArray[np.float64]
NOT_TOLD: Final[Mapping[str, T]] = {
    "export": T("no exports of this region are told in this period", "该时期没有该地区的出口数据"),
    "import": T("no imports of this region are told in this period", "该时期没有该地区的进口数据"),
}
# Nine draws in ten lie inside the interval.
INNER: Final = (5.0, 95.0)

METHODS: Final[Mapping[str, T]] = {
    "stress": T("stress test of the region's own table", "本地区流量表的压力测试"),
    "pass_through": T("equilibrium of countries, passed through by exposure", "国家间均衡，按暴露程度传导"),
    "split": T("equilibrium with the region as a country of its own", "将地区单列的一般均衡"),
    "smart": T("tariff lines by SMART", "税目层面的 SMART 模型"),
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """`value` is the change, with nine draws in ten from `low` to `high`; None where `why` tells why there is no number."""

    value: float | None
    low: float | None
    high: float | None
    unit: str
    method: str
    before: float | None = None
    why: T | None = None

    @classmethod
    def of(cls, drawn: Array, *, unit: str, method: str, before: float | None = None) -> Estimate:
        """Of a row of draws whose first is the value itself."""
        low, high = np.percentile(drawn, INNER) if len(drawn) > 1 else (drawn[0], drawn[0])
        value = float(drawn[0])
        return cls(value, min(float(low), value), max(float(high), value), unit, method, before)

    @classmethod
    def absent(cls, unit: str, method: str, why: T) -> Estimate:
        return cls(None, None, None, unit, method, None, why)

    @property
    def share(self) -> float | None:
        """The change as a fraction of what was before."""
        return self.value / self.before if self.value is not None and self.before else None

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "value": self.value, "low": self.low, "high": self.high, "unit": self.unit, "method": self.method,
            "before": self.before, "share": self.share,
        }  # fmt: skip
        return found | ({"why": self.why.as_json()} if self.why else {})


@dataclass(frozen=True, slots=True)
class ChangeOf:
    """A measure or a risk before and after; `low` and `high` are the ends of what it may be after."""

    id: str
    title: T
    unit: str
    before: float | None
    after: float | None
    low: float | None
    high: float | None
    said: T | None = None

    @property
    def change(self) -> float | None:
        return self.after - self.before if self.after is not None and self.before is not None else None

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "id": self.id, "title": self.title.as_json(), "unit": self.unit, "before": self.before, "after": self.after,
            "change": self.change, "low": self.low, "high": self.high,
        }  # fmt: skip
        return found | ({"said": self.said.as_json()} if self.said else {})


@dataclass(frozen=True, slots=True)
class RiskChange:
    """A risk's score before and after, each from one end to the other where something is not known (then the same both times).

    `change` is of the middle; `low` and `high` are its ends over the draws. None where nothing of the risk is known.
    """

    id: str
    title: T
    before: tuple[float, float]
    after: tuple[float, float]
    low: float | None
    high: float | None
    level_before: T | None
    level_after: T | None
    readings: tuple[ChangeOf, ...]
    said: tuple[T, ...] = ()

    @property
    def change(self) -> float | None:
        return None if self.low is None else _middle(self.after) - _middle(self.before)

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id, "title": self.title.as_json(), "before": list(self.before), "after": list(self.after),
            "change": self.change, "low": self.low, "high": self.high,
            "level_before": self.level_before.as_json() if self.level_before else None,
            "level_after": self.level_after.as_json() if self.level_after else None,
            "readings": [one.as_json() for one in self.readings], "says": [one.as_json() for one in self.said],
        }  # fmt: skip


def _middle(span: tuple[float, float]) -> float:
    return (span[0] + span[1]) / 2


@dataclass(frozen=True, slots=True)
class Part:
    """What one change of the scenario contributes, in money; `unplaced` found no room elsewhere."""

    kind: str
    title: T
    flow: str
    amount: float
    unplaced: float = 0.0


@dataclass(frozen=True, slots=True)
class FlowChange:
    """What becomes of exports to one partner, or of one chapter; `low` and `high` are the ends of what the change may be."""

    flow: str
    by: Literal["partner", "product"]
    code: str
    before: float
    change: float
    low: float
    high: float

    def as_json(self) -> dict[str, Any]:
        return {
            "flow": self.flow, "by": self.by, "code": self.code, "before": self.before, "change": self.change,
            "low": self.low, "high": self.high,
        }  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """The answer to a scenario for one region and period; `changed` are the period's rows as they would be, as far as the method tells.

    `by_place` are the partners and chapters whose trade changes, the largest changes first.
    """

    scenario: Scenario
    region: str
    period: str
    method: str
    currency: str
    exports: Estimate
    imports: Estimate
    output: Estimate
    welfare: Estimate
    parts: tuple[Part, ...]
    by_place: tuple[FlowChange, ...]
    measures: tuple[ChangeOf, ...]
    risks: tuple[RiskChange, ...]
    assumptions: tuple[Assumption, ...]
    not_modelled: tuple[T, ...]
    notes: tuple[T, ...]
    changed: pa.Table | None
    among_all: Callable[[pa.Table], pa.Table] | None
    """Sets those rows among the rows of all periods, which are read for it."""
    source: str
    synthetic: bool
    draws: int
    seed: int

    @cached_property
    def flows(self) -> pa.Table | None:
        """The whole table as it would be, all periods with every column: made when it is first asked for."""
        return None if self.changed is None or self.among_all is None else self.among_all(self.changed)

    @property
    def told(self) -> Outcome:
        """All that is told of it, without the rows themselves, which may be many."""
        return replace(self, changed=None, among_all=None)

    def as_json(self) -> dict[str, Any]:
        """The contract of `entrepot scenario run --json`."""
        return {
            "scenario": {"id": self.scenario.id, "title": self.scenario.title.as_json(), "year": self.scenario.year},
            "region": self.region,
            "period": self.period,
            "method": self.method,
            "currency": self.currency,
            "exports": self.exports.as_json(),
            "imports": self.imports.as_json(),
            "output": self.output.as_json(),
            "welfare": self.welfare.as_json(),
            "parts": [
                {
                    "kind": one.kind,
                    "title": one.title.as_json(),
                    "flow": one.flow,
                    "amount": one.amount,
                    "unplaced": one.unplaced,
                }
                for one in self.parts
            ],
            "by_place": [one.as_json() for one in self.by_place],
            "measures": [one.as_json() for one in self.measures],
            "risks": [one.as_json() for one in self.risks],
            "assumptions": [assumption_json(one) for one in self.assumptions],
            "not_modelled": [one.as_json() for one in self.not_modelled],
            "notes": [one.as_json() for one in self.notes],
            "source": self.source,
            "synthetic": self.synthetic,
            "draws": self.draws,
            "seed": self.seed,
        }


def assumption_json(one: Assumption) -> dict[str, Any]:
    return {
        "id": one.id, "what": one.what.as_json(), "value": one.value, "low": one.low, "high": one.high, "unit": one.unit,
        "reference": one.reference,
    }  # fmt: skip
