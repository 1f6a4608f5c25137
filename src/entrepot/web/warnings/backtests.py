"""How good a region's warnings were: what is known of it, the job that finds it out, and the pages of both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from entrepot.risks.backtest.result import EVENTS, Backtest, event_title
from entrepot.studies.paper import Paper
from entrepot.vocabulary.areas import Area, area
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T
from entrepot.web.front.bench import bench, kept
from entrepot.web.front.chosen import flow_in
from entrepot.web.jobs.keeper import KEEPER
from entrepot.web.jobs.models import DONE, Job
from entrepot.web.jobs.queue import call_off, newest_of, put_once
from entrepot.web.jobs.views import standing
from entrepot.web.papers.page import Card
from entrepot.web.papers.views import Shelf, show
from entrepot.web.warnings.shown import StatShown, stats_of
from entrepot.web.warnings.work import BACKTEST
from entrepot.workbench.backtest_paper import backtest_paper
from entrepot.workbench.backtests import ORIGINS, backtest_named, backtests, can_be_tested, is_of_today

BETWEEN: Final = "~"
"""Between the id of a back-test and its months in an address: the same question may be asked of others."""


def _paper(name: str) -> Paper:
    return backtest_paper(bench(), _named(name))


def _named(name: str) -> Backtest:
    return backtest_named(bench(), name.partition(BETWEEN)[0])


BACKTESTS: Final = Shelf("backtest", "warnings/paper.html", _paper)


@dataclass(frozen=True, slots=True)
class Tested:
    """A result on a page: its numbers in short, its cards, and whether it would be the same today."""

    backtest: Backtest
    stats: tuple[StatShown, ...]
    event: T
    verdicts: tuple[T, ...]
    cards: tuple[Card, ...]
    name: str
    ran: datetime
    is_of_today: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class Testing:
    """What the section shows: the newest result, and the job that is at work or did not come to an end."""

    region: str
    flow: str
    tested: Tested | None
    job: Job | None
    message: T | None
    can_be_tested: bool
    progress: dict[str, Any]
    origins: int = ORIGINS

    @property
    def may_run(self) -> bool:
        """Not where it is at work, nor where the same would come out."""
        known = self.tested
        if self.job is not None and self.job.is_open:
            return False
        return self.can_be_tested and (known is None or not (known.is_own and known.is_of_today))


def testing_of(region: str, flow: str = "export") -> Testing:
    found = backtest_of(region, flow)
    tested = None if found is None else _tested(found, region)
    job = newest_of(BACKTEST.id, {"region": region, "flow": flow})
    if job is not None and not job.is_open and (job.state == DONE or (tested and tested.ran > job.updated)):
        job = None
    message = job.result.get("message") if job is not None else None
    able = kept(("can be tested", region, flow), lambda: can_be_tested(bench(), region, flow), in_every_language=True)
    return Testing(
        region, flow, tested, job, T(**message) if message else None, able, standing(job) if job is not None else {}
    )


def backtest_of(region: str, flow: str) -> Backtest | None:
    """The newest of this region's own, else the newest that looked at it among others."""
    known = [one for one in backtests(bench()) if one.flow == flow and (not one.regions or region in one.regions)]
    return next((one for one in known if one.regions == (region,)), known[0] if known else None)


def _tested(found: Backtest, region: str) -> Tested:
    name = _name(found)
    declared = BACKTESTS.page(name).chapters[0].blocks
    own = found.regions == (region,)
    event = event_title(EVENTS[0], found.settings)
    cards = tuple(card for block in declared if isinstance(block, tuple) for card in block)
    ran = timezone.localtime(datetime.fromisoformat(found.made))
    return Tested(found, stats_of(found), event, found.verdicts(), cards, name, ran, is_of_today(bench(), found), own)


def _name(found: Backtest) -> str:
    return BETWEEN.join((found.id, found.first, found.last))


@require_http_methods(["GET", "HEAD", "POST"])
def of_region(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """The section by itself, where it is asked for and followed; without scripts the page comes again by itself."""
    home, flow = area(name), flow_in(request)
    here = f"/{lang}/region/{home.id}/backtest/?flow={flow}"
    if request.method == "POST":
        _do(request.POST.get("do", ""), home, flow)
        response = HttpResponseRedirect(here)
        response.status_code = 303
        return response
    if home.id != name:
        return HttpResponseRedirect(here)
    title = T(f"Back-test of warnings: {home.name.en}", f"预警回测：{home.name.zh}")
    told = {
        "title": title, "title_other": title.en if lang == "zh" else title.zh, "region": home, "flow": flow,
        "testing": testing_of(home.id, flow),
    }  # fmt: skip
    return render(request, "warnings/testing.html", told)


def _do(what: str, home: Area, flow: str) -> None:
    asked = {"region": home.id, "flow": flow, "name": f"{home.name.zh} {home.name.en}"}
    if what == "run":
        if testing_of(home.id, flow).may_run:
            put_once(BACKTEST.id, asked)
            KEEPER.look_now()
    elif what == "stop":
        if (job := newest_of(BACKTEST.id, asked)) is not None:
            call_off(job)
    else:
        raise WrongCall(
            T(f"a back-test is run or stopped, not {what[:20]!r}", f"回测可运行或停止，而不是“{what[:20]}”")
        )


@require_safe
def paper(request: HttpRequest, lang: str, name: str) -> HttpResponseBase:
    """A result with all its tables, as a page and as files."""
    found = _named(name)
    if name != _name(found):
        return HttpResponseRedirect(BACKTESTS.base(lang, _name(found)))
    home = area(found.regions[0]) if len(found.regions) == 1 else None
    return show(request, BACKTESTS, lang, name, region=home, flow=found.flow)
