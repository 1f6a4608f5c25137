"""The register: the seven risks, in the order in which they are shown."""

from __future__ import annotations

from typing import Final

from entrepot.risks.register.market_concentration import MARKET_CONCENTRATION
from entrepot.risks.register.outward_dependence import OUTWARD_DEPENDENCE
from entrepot.risks.register.product_return import PRODUCT_RETURN
from entrepot.risks.register.scale_volatility import SCALE_VOLATILITY
from entrepot.risks.register.single_regime import SINGLE_REGIME
from entrepot.risks.register.supply_dependence import SUPPLY_DEPENDENCE
from entrepot.risks.register.technical_barriers import TECHNICAL_BARRIERS
from entrepot.risks.risk import Risk
from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import T

RISKS: Final[tuple[Risk, ...]] = (
    MARKET_CONCENTRATION,
    SCALE_VOLATILITY,
    PRODUCT_RETURN,
    SINGLE_REGIME,
    TECHNICAL_BARRIERS,
    SUPPLY_DEPENDENCE,
    OUTWARD_DEPENDENCE,
)


def risk_named(name: str) -> Risk:
    """The risk of that id or title, in either language."""
    plain = name.strip().casefold().replace("-", "_").replace(" ", "_")
    for risk in RISKS:
        if plain in (risk.id, risk.title.en.casefold().replace(" ", "_"), risk.title.zh):
            return risk
    raise UnknownName(T("risk", "风险"), name, [text for one in RISKS for text in (one.id, one.title.zh)])
