"""The page of a region's opportunities: its limits are in its address, its parts lie under a name made of both."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase

from entrepot.studies.paper import Paper
from entrepot.vocabulary.areas import area
from entrepot.vocabulary.errors import EntrepotError, WrongCall
from entrepot.vocabulary.text import T
from entrepot.web.front.bench import as_it_stands, bench
from entrepot.web.front.work import at_work, begun, outcome
from entrepot.web.papers.views import Shelf, show
from entrepot.workbench.limits import Limits
from entrepot.workbench.opportunities import opportunities
from entrepot.workbench.potential import PotentialAnswer

BETWEEN: Final = "~"
"""Between a region and the limits in an address: `CN-LN~25~~~80~10`, in per cent."""
_WHOLE: Final = 100


@dataclass(frozen=True, slots=True)
class Field:
    """One limit in the form, in per cent; empty where there is none."""

    name: str
    title: T
    most: int
    needed: bool
    hint: T


_NO_LIMIT: Final = T("of all exports; empty: no limit", "占出口总额；留空即不限")
FIELDS: Final = (
    Field("market_share", T("One market at most, %", "单一市场上限（%）"), 100, False, _NO_LIMIT),
    Field("product_share", T("One product at most, %", "单一商品上限（%）"), 100, False, _NO_LIMIT),
    Field(
        "market_hhi",
        T("HHI of markets at most, in hundredths", "市场集中度（HHI）上限（百分之）"),
        100,
        False,
        T("18 means 0.18; lower: more evenly spread", "18 即 0.18；越低越分散"),
    ),
    Field(
        "kept",
        T("Stays where it is, %", "保留现有流量（%）"),
        100,
        True,
        T("of each flow: contracts and customers that do not move", "每笔流量中不能转移的部分，如长期合同"),
    ),
    Field(
        "spare",
        T("Spare capacity, %", "可增产能（%）"),
        400,
        True,
        T("so much more of each product could be made for export", "每种商品的出口产能最多增加多少"),
    ),
)


def _paper(name: str) -> Paper:
    home, _, words = name.partition(BETWEEN)
    limits = _limits(words.split(BETWEEN) if words else [])
    return opportunities(bench(), home, limits, potential=lambda: potential_of(home))


def potential_of(home: str) -> PotentialAnswer:
    """For the last few regions known once for all limits: each holds markets x products several times over."""
    key = as_it_stands(), home
    with _guard:
        if key in _potentials:
            _potentials.move_to_end(key)
            return _potentials[key]
    found = bench().potential(home) if at_work() else outcome(begun(lambda: bench().potential(home)))
    with _guard:
        _potentials[key] = found
        while len(_potentials) > MOST_POTENTIALS:
            _potentials.popitem(last=False)
    return found


MOST_POTENTIALS: Final = 3
_guard: Final = Lock()
_potentials: Final[OrderedDict[tuple[object, str], PotentialAnswer]] = OrderedDict()


OPPORTUNITIES: Final = Shelf("opportunities", "opportunities/opportunities.html", _paper)


def of_region(request: HttpRequest, lang: str, name: str) -> HttpResponseBase:
    home = area(name)
    words = [request.GET.get(one.name, "").strip() for one in FIELDS] if request.GET else _words(Limits())
    problem = None
    try:
        limits = _limits(words)
    except EntrepotError as wrong:
        limits, problem = Limits(), wrong.message
    proper = {one.name: word for one, word in zip(FIELDS, words, strict=True) if word}
    if home.id != name:
        query = f"?{urlencode(proper)}" if request.GET else ""
        return HttpResponseRedirect(f"/{lang}/region/{home.id}/opportunities/{query}")
    title = T(f"Opportunities of {home.name.en}", f"{home.name.zh}的机会")
    shelf_name = BETWEEN.join((home.id, *_words(limits)))
    fields = tuple(zip(FIELDS, words, strict=True))
    page = show(
        request, OPPORTUNITIES, lang, shelf_name, title=title, title_other=title.en if lang == "zh" else title.zh,
        region=home, fields=fields, problem=problem,
    )  # fmt: skip
    page.status_code = 400 if problem else page.status_code
    return page


def parts(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """The address under which the parts lie leads back to the page."""
    home, _, words = name.partition(BETWEEN)
    given = {one.name: word for one, word in zip(FIELDS, words.split(BETWEEN), strict=False) if word}
    query = f"?{urlencode(given)}" if given else ""
    return HttpResponseRedirect(f"/{lang}/region/{area(home).id}/opportunities/{query}")


def _limits(words: list[str]) -> Limits:
    """From the words of the form; WrongCall where one is no number of its range."""
    given = {one.name: _fraction(one, word) for one, word in zip(FIELDS, words, strict=False) if word}
    usual = Limits()
    return Limits(
        given.get("market_share"),
        given.get("product_share"),
        given.get("market_hhi"),
        given.get("kept", usual.kept),
        given.get("spare", usual.spare),
    )


def _fraction(field: Field, word: str) -> float:
    try:
        number = float(word.replace("％", "").removesuffix("%"))
    except ValueError:
        number = float("nan")
    if not 0 <= number <= field.most:
        raise WrongCall(
            T(
                f"{field.title.en}: {word[:20]!r} is no number from 0 to {field.most}",
                f"{field.title.zh}：“{word[:20]}”不是 0 至 {field.most} 之间的数",
            )
        )
    return number / _WHOLE


def _words(limits: Limits) -> list[str]:
    return [f"{value * _WHOLE:g}" if (value := limits.asked()[one.name]) is not None else "" for one in FIELDS]
