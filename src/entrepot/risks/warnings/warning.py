"""A warning: which series moved, how far, how unusual that is, what it weighs, and what cannot be said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from entrepot.parameters.warning_settings import Kind
from entrepot.risks.warnings.signals import Threshold
from entrepot.vocabulary.amounts import format_number, format_share
from entrepot.vocabulary.text import T

Light = Literal["green", "amber", "red"]
LIGHTS: Final[tuple[Light, ...]] = ("green", "amber", "red")
LIGHT_TITLES: Final[dict[Light, T]] = {
    "green": T("green", "绿灯"),
    "amber": T("amber", "黄灯"),
    "red": T("red", "红灯"),
}
# From ten times what was expected on, per cent are no longer read.
MANIFOLD: Final = 9.0
KindOfWarning = Kind | Literal["composite"]
KIND_TITLES: Final[dict[KindOfWarning, T]] = {
    "price": T("price", "价格"),
    "volume": T("volume", "数量"),
    "value": T("value", "金额"),
    "composite": T("composite", "综合"),
}


@dataclass(frozen=True, slots=True)
class EarlyWarning:
    """`light` is None where nothing can be said or the month looks like an error in the data; `says` tells which.

    `change` is against what was expected, a fraction; `unusual` the same in the series' usual deviations; `weight` the money
    that it is, as a part of an average month of the region's trade. `months` tells whether
    it is the last month or the last three that stand out, `since` is the month from which the series stands at another level, where there is one.
    """

    kind: KindOfWarning
    light: Light | None
    reporter: str
    partner: str
    product: str
    flow: str
    period: str
    records: int
    change: float | None = None
    unusual: float | None = None
    weight: float | None = None
    months: int = 1
    strength: float | None = None
    since: str | None = None
    says: tuple[T, ...] = ()
    synthetic: bool = False

    @property
    def place(self) -> tuple[str, str, str]:
        """What names its series."""
        return self.reporter, self.partner, self.product

    @property
    def where(self) -> tuple[tuple[str, str], ...]:
        """The pairs by which `Workbench.rows("flows", where=...)` shows the rows of the month."""
        named = (("reporter", self.reporter), ("partner", self.partner), ("flow", self.flow), ("period", self.period))
        product = (("product", f"{self.product}*"),) if self.product != "TOTAL" else ()
        return tuple(pair for pair in (*named, *product) if pair[1] not in ("ALL", "WLD"))

    @property
    def change_shown(self) -> str:
        """Per cent; what is many times what was expected as so many times."""
        if self.change is not None and self.change > MANIFOLD:
            return f"×{format_number(self.change + 1)}"
        return format_share(self.change, sign=True)

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind, "light": self.light, "reporter": self.reporter, "partner": self.partner,
            "product": self.product, "flow": self.flow, "period": self.period, "change": self.change,
            "unusual": self.unusual, "weight": self.weight, "months": self.months, "strength": self.strength, "since": self.since, "records": self.records,
            "says": [said.as_json() for said in self.says], "synthetic": self.synthetic,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Watch:
    """What a look over many series found: alarms first, the heaviest first; `held_back` look like errors in the data.

    `series` were looked at; `judged` are those of each kind that could be said anything of, `too_few` those with fewer
    records in the window than it takes, and `silent` those that have enough and no number in the month itself; `fallen_silent`
    are the heaviest of these by value.
    """

    alarms: tuple[EarlyWarning, ...]
    held_back: tuple[EarlyWarning, ...]
    period: str
    series: int
    judged: dict[Kind, int]
    too_few: dict[Kind, int]
    silent: dict[Kind, int]
    thresholds: tuple[Threshold, ...]
    fewest_records: int
    flow: str
    source: str
    currency: str
    synthetic: bool
    notes: tuple[T, ...] = ()
    fallen_silent: tuple[str, ...] = ()

    @property
    def light(self) -> Light | None:
        """The worst of all; None where not one series could be judged."""
        if not any(self.judged.values()):
            return None
        return max((one.light for one in self.alarms if one.light), key=LIGHTS.index, default="green")

    def says(self) -> tuple[T, ...]:
        """What the look could not tell, in words."""
        said = list(self.notes)
        for kind, count in self.too_few.items():
            if count:
                title = KIND_TITLES[kind]
                said.append(
                    T(
                        f"{title.en}: {count:,} of {self.series:,} series have fewer than {self.fewest_records} usable records in the window: no alarm can be given for them",
                        f"{title.zh}：{self.series:,}个序列中有{count:,}个在窗口内可用记录少于{self.fewest_records}条，无法预警",
                    )
                )
        for kind, count in self.silent.items():
            if count:
                title = KIND_TITLES[kind]
                said.append(
                    T(
                        f"{title.en}: {count:,} series have no usable number for {self.period}",
                        f"{title.zh}：{count:,}个序列在{self.period}无可用数值",
                    )
                )
        if self.fallen_silent:
            named = "; ".join(self.fallen_silent)
            said.append(
                T(
                    f"not told for {self.period}, and so perhaps lost, perhaps late (the heaviest): {named}",
                    f"{self.period}无数据，可能已中断，也可能尚未公布（按金额居前）：{named}",
                )
            )
        return tuple(said)

    def as_json(self) -> dict[str, Any]:
        return {
            "period": self.period, "light": self.light, "flow": self.flow, "source": self.source,
            "currency": self.currency, "synthetic": self.synthetic, "series": self.series, "judged": self.judged,
            "too_few": self.too_few, "silent": self.silent, "fallen_silent": self.fallen_silent, "alarms": [one.as_json() for one in self.alarms],
            "thresholds": [
                {"signal": one.name, "percentile": one.percentile, "value": one.value, "noise_to_signal": one.noise_to_signal}
                for one in self.thresholds
            ],
            "held_back": [one.as_json() for one in self.held_back],
            "says": [said.as_json() for said in self.says()],
        }  # fmt: skip
