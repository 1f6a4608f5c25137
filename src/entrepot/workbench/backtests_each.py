"""The same back-test of one region after the other: what was finished before is not asked again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from entrepot.risks.backtest.many import Backtests
from entrepot.risks.backtest.result import Backtest
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.errors import MissingData
from entrepot.vocabulary.steps import Progress, Step, no_progress
from entrepot.vocabulary.text import T
from entrepot.workbench.backtests import backtest
from entrepot.workbench.selection import Several, regions_of

if TYPE_CHECKING:
    from entrepot.workbench.bench import Workbench


def backtest_each(
    workbench: Workbench, *, region: Several, progress: Progress = no_progress, **asked: Any
) -> Backtests:
    """A result for each region; those of which nothing can be tested are told with the reason."""
    regions = regions_of(region)
    results: list[Backtest] = []
    untested: list[tuple[str, T]] = []
    for done, name in enumerate(regions):
        try:
            results.append(
                backtest(workbench, region=name, progress=_within(progress, name, done, len(regions)), **asked)
            )
        except MissingData as problem:
            untested.append((name, problem.message))
    return Backtests(tuple(results), tuple(untested))


def _within(progress: Progress, region: str, done: int, of: int) -> Progress:
    """Steps of one region's back-test as steps of them all."""
    title = area(region).name

    def step(what: T) -> None:
        def share() -> float | None:
            part = what.share() if isinstance(what, Step) and what.share is not None else None
            return (done + (part or 0.0)) / of

        progress(
            Step(
                f"{title.en} ({done + 1} of {of}), {what.en}", f"{title.zh}（{done + 1}/{of}），{what.zh}", share=share
            )
        )

    return step
