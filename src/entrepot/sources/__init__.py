"""All sources, each one file; this is the only list of them.

Where several hold what a question needs, the first in this order is read.
"""

from entrepot.sources.baci import BACI
from entrepot.sources.cepii_geodist import CEPII_GEODIST
from entrepot.sources.cepii_gravity import CEPII_GRAVITY
from entrepot.sources.china_customs import CHINA_CUSTOMS
from entrepot.sources.china_tariffs import CHINA_TARIFFS
from entrepot.sources.comtrade import COMTRADE
from entrepot.sources.concordances import CONCORDANCES_OF_CODES
from entrepot.sources.eping import EPING
from entrepot.sources.exchange_rates import EXCHANGE_RATES
from entrepot.sources.figures import FIGURES
from entrepot.sources.global_trade_alert import GLOBAL_TRADE_ALERT
from entrepot.sources.notices import NOTICES_OF_ONES_OWN
from entrepot.sources.renminbi_rates import RENMINBI_RATES
from entrepot.sources.sample_world import SAMPLE_WORLD
from entrepot.sources.sdmx_source import SDMX
from entrepot.sources.source import Source
from entrepot.sources.wits_tariffs import WITS_TARIFFS
from entrepot.sources.world_bank_prices import WORLD_BANK_PRICES
from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import T

ALL_SOURCES: tuple[Source, ...] = (
    CHINA_CUSTOMS,
    COMTRADE,
    BACI,
    FIGURES,
    CEPII_GRAVITY,
    CEPII_GEODIST,
    WITS_TARIFFS,
    CHINA_TARIFFS,
    SDMX,
    WORLD_BANK_PRICES,
    EXCHANGE_RATES,
    RENMINBI_RATES,
    CONCORDANCES_OF_CODES,
    NOTICES_OF_ONES_OWN,
    GLOBAL_TRADE_ALERT,
    EPING,
    SAMPLE_WORLD,
)


def source_named(name: str) -> Source:
    for source in ALL_SOURCES:
        if source.id == name:
            return source
    raise UnknownName(
        T("source", "来源"), name, [source.id for source in ALL_SOURCES],
        hint=T("(`entrepot source list` shows them all)", "（用 `entrepot source list` 查看全部）"),
    )  # fmt: skip


__all__ = ["ALL_SOURCES", "source_named"]
