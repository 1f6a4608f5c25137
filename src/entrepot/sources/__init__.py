"""All sources, each one file; this is the only list of them."""

from entrepot.sources.china_customs import CHINA_CUSTOMS
from entrepot.sources.exchange_rates import EXCHANGE_RATES
from entrepot.sources.source import Source
from entrepot.sources.world_bank_prices import WORLD_BANK_PRICES
from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import T

ALL_SOURCES: tuple[Source, ...] = (CHINA_CUSTOMS, WORLD_BANK_PRICES, EXCHANGE_RATES)


def source_named(name: str) -> Source:
    for source in ALL_SOURCES:
        if source.id == name:
            return source
    raise UnknownName(
        T("source", "来源"), name, [source.id for source in ALL_SOURCES],
        hint=T("(`entrepot source list` shows them all)", "（用 `entrepot source list` 查看全部）"),
    )  # fmt: skip


__all__ = ["ALL_SOURCES", "source_named"]
