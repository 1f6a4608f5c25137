"""The sample world: a seeded program's trade flows, so that everything can be tried without anybody's data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from entrepot.sources.source import GeneratedSource, Licence
from entrepot.vocabulary.tables import FLOWS
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import pyarrow as pa

SEED: Final = 20160101


class SampleWorld(GeneratedSource):
    id = "sample_world"
    title = T("Sample world (synthetic)", "示例世界（合成数据）")
    publisher = T("Entrepôt", "贸枢")
    address = "entrepot.sources.world"
    licence = Licence(
        T("Apache-2.0; synthetic, not statistics", "Apache-2.0；合成数据，非统计数据"), may_republish=True
    )
    gives = FLOWS
    how = T(
        "Drawn by `entrepot up`; there is no file. Totals of Liaoning and of Shanxi's trade with ASEAN are the papers'.",
        "由 `entrepot up` 生成，没有文件。辽宁总额和山西对东盟贸易额取自论文。",
    )
    restates = ("source",)
    synthetic = True

    def generate(self, *, seed: int = SEED, size: str = "full") -> Iterator[pa.Table]:
        """The flows of each year, in whole dollars; the same seed and size give the same rows."""
        import numpy as np

        from entrepot.sources.world.months import series_by_month
        from entrepot.sources.world.series import draw_series
        from entrepot.sources.world.structure import FLOWS as BOTH
        from entrepot.sources.world.structure import extent_of, structure
        from entrepot.sources.world.table import year_tables

        extent = extent_of(size)
        world = structure(extent)
        drawn = {}
        for flow, stream in zip(BOTH, np.random.default_rng(seed).spawn(len(BOTH)), strict=True):
            for_series, for_months = stream.spawn(2)
            series = draw_series(world, flow, extent, for_series)
            drawn[flow] = (series, series_by_month(world, series, flow, extent, for_months))
        yield from year_tables(world, drawn, extent, self.id)


SAMPLE_WORLD = SampleWorld()
