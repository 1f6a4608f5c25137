"""What is estimated: which terms, which effects, which trade; each specification declared once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import T

Effect = tuple[str, ...]
"""Columns whose every combination has an effect of its own: `("exporter", "year")`."""
Estimator = Literal["poisson", "log_linear"]
EXPORTER_YEAR: Final = ("exporter", "year")
IMPORTER_YEAR: Final = ("importer", "year")
COSTS: Final = ("log_distance_km", "contiguous", "common_language", "colony")


@dataclass(frozen=True, slots=True)
class Specification:
    """Terms and effects are columns of the panel, or what `panel.column` derives from them.

    domestic          what countries sell to themselves is in; without it, it is left out
    borders_by_year   a border effect for each year but the last, against trade within countries
    leads, lags       of the trade agreement, in years
    cluster           within these groups errors may be alike
    """

    id: str
    title: T
    about: T
    terms: tuple[str, ...]
    effects: tuple[Effect, ...] = ()
    estimator: Estimator = "poisson"
    domestic: bool = False
    borders_by_year: bool = False
    leads: tuple[int, ...] = ()
    lags: tuple[int, ...] = ()
    cluster: Effect = ("pair",)

    @property
    def every_term(self) -> tuple[str, ...]:
        """Without the borders, which depend on the panel's years."""
        return (
            *self.terms, *(f"rta_lead{years}" for years in self.leads), *(f"rta_lag{years}" for years in self.lags),
        )  # fmt: skip

    @property
    def tells_potential(self) -> bool:
        """A pair's own effect takes whatever the pair trades for what it should."""
        return not any("pair" in column for effect in self.effects for column in effect)


SPECIFICATIONS: Final = (
    Specification(
        "naive",
        T("Naive: sizes and costs", "朴素引力：规模与成本"),
        T(
            "Logarithms by least squares, without zeros and without what trade with everybody else costs; for comparison only.",
            "对数线性最小二乘，不含零贸易，也不考虑与其他各方贸易的成本；仅供对照。",
        ),
        (*COSTS, "log_exporter_size", "log_importer_size"),
        estimator="log_linear",
    ),
    Specification(
        "theory",
        T("Theory-consistent", "理论一致"),
        T(
            "Poisson with effects of exporter-year and importer-year, which stand for sizes and for what trade with everybody else costs.",
            "泊松估计，含出口方—年、进口方—年效应，代表规模与对其他各方的贸易成本。",
        ),
        (*COSTS, "rta"),
        (EXPORTER_YEAR, IMPORTER_YEAR),
    ),
    Specification(
        "domestic",
        T("With domestic trade", "含国内贸易"),
        T(
            "The same with what countries sell to themselves, each with an effect of its own: what borders divert is seen.",
            "同上，加入各国国内销售（各有自身效应），可见边界造成的贸易转移。",
        ),
        (*COSTS, "rta"),
        (EXPORTER_YEAR, IMPORTER_YEAR, ("own_country",)),
        domestic=True,
    ),
    Specification(
        "agreements",
        T("Agreements, with effects of pairs", "贸易协定（含国家对效应）"),
        T(
            "Effects of pairs take up all that made two countries sign; what is left is what the agreement did.",
            "国家对效应吸收促成签约的一切固定因素，余下即协定的作用。",
        ),
        ("rta",),
        (EXPORTER_YEAR, IMPORTER_YEAR, ("pair",)),
        domestic=True,
    ),
    Specification(
        "leads",
        T("Agreements and what precedes them", "贸易协定及其先行"),
        T(
            "An effect four years before the agreement would say that trade brought the agreement, and not the other way round.",
            "若协定生效前四年已有效应，则是贸易促成协定，而非相反。",
        ),
        ("rta",),
        (EXPORTER_YEAR, IMPORTER_YEAR, ("pair",)),
        domestic=True,
        leads=(4,),
    ),
    Specification(
        "lags",
        T("Agreements phased in", "贸易协定的滞后作用"),
        T("What an agreement does after four, eight and twelve years.", "协定在四、八、十二年后的作用。"),
        ("rta",),
        (EXPORTER_YEAR, IMPORTER_YEAR, ("pair",)),
        domestic=True,
        lags=(4, 8, 12),
    ),
    Specification(
        "borders",
        T("Agreements and globalisation", "贸易协定与全球化"),
        T(
            "Borders have an effect of their own each year, so that what became easier with everybody is not taken for the agreement's doing.",
            "各年边界各有效应，使普遍的贸易便利不被算作协定之功。",
        ),
        ("rta",),
        (EXPORTER_YEAR, IMPORTER_YEAR, ("pair",)),
        domestic=True,
        borders_by_year=True,
        lags=(4, 8, 12),
    ),
)


def specification_named(id: str) -> Specification:  # noqa: A002
    for one in SPECIFICATIONS:
        if one.id == id:
            return one
    raise UnknownName(T("specification of gravity", "引力模型设定"), id, [one.id for one in SPECIFICATIONS])
