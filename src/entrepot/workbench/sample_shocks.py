"""The declared shocks of the sample world, as a back-test asks for them: when, and which of its series they reached."""

from __future__ import annotations

from entrepot.risks.backtest.shocks import KnownShock
from entrepot.risks.warnings.series import MonthlySeries
from entrepot.sources.sample_world import SAMPLE_WORLD
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.blocs import members
from entrepot.vocabulary.periods import parse_period

# An alarm of three months' median comes at most so long after the last step.
DUE = 2


def known_shocks(series: MonthlySeries, source: str, flow: str) -> tuple[KnownShock, ...]:
    """None of any other source."""
    import numpy as np

    from entrepot.sources.world.shocks import SHOCKS

    if source != SAMPLE_WORLD.id:
        return ()
    names = {name: series.names[name].to_numpy(zero_copy_only=False).astype(str) for name in series.names.column_names}
    found = []
    for shock in SHOCKS:
        if shock.flow != flow:
            continue
        reached = np.ones(series.series, bool)
        for column, wanted in (("reporter", shock.reporters), ("partner", _countries(shock.partners)), ("product", shock.chapters)):  # fmt: skip
            if wanted:
                reached &= np.isin(names[column].astype("U2") if column == "product" else names[column], wanted)
        begin = parse_period(shock.begin).begin
        found.append(KnownShock(shock.id, shock.title, begin, begin + shock.months_to_full + DUE, reached))
    return tuple(found)


def _countries(partners: tuple[str, ...]) -> tuple[str, ...]:
    each = [members(one) if area(one).kind == "bloc" else (one,) for one in partners]
    return tuple(country for countries in each for country in countries)
