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

ASSUMPTIONS: Final = T(
    "Liaoning: 2015 (adb-ta9036, table 3) and 2023 (press) as printed, a constant rate between them. Shanxi: trade with "
    "ASEAN of 2016-2020 as in shanxi-asean, table 1; all trade is that divided by the printed share; exports in the "
    "ratio printed by the press (2016-2018 as 2019, 2021 as January-November); 2021's ASEAN total is split as 2020's; "
    "2022 and 2023 as 2021. Other provinces: stylised sizes and the nation's path.",
    "辽宁：2015年（adb-ta9036表3）和2023年（新闻发布）按公布值，其间匀速变化。山西：2016-2020年对东盟贸易按shanxi-asean表1；"
    "总额为其除以公布的占比；出口比重按新闻发布（2016-2018年同2019年，2021年按1-11月）；2021年对东盟总额按2020年比例拆分；"
    "2022、2023年同2021年。其他省份：示意性规模和全国走势。",
)


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
        f"Drawn by `entrepot up`; there is no file. {ASSUMPTIONS.en}",
        f"由 `entrepot up` 生成，没有文件。{ASSUMPTIONS.zh}",
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
