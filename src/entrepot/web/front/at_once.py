"""A page that may take long is there at once: what it is about first, with a word that it is being worked out, then all of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from contextvars import copy_context
from functools import wraps
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from entrepot.lake.patience import StillWorking, current, refuse_late, within
from entrepot.parameters.serving import answer_seconds
from entrepot.vocabulary.areas import all_by_id
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.products import product
from entrepot.vocabulary.text import T
from entrepot.web.front.context import NAVIGATION, page
from entrepot.web.front.two_parts import MAIN, in_two_parts
from entrepot.web.front.work import Busy

View = Callable[..., HttpResponseBase]
SOON: Final = 0.4
"""Seconds within which a page comes whole, as most do."""
_MOST: Final = 32
_LOOKING: Final = ThreadPoolExecutor(_MOST, thread_name_prefix="page")


def at_once(view: View) -> Callable[..., HttpResponseBase]:
    """For browsers: a program that asks waits for the whole, and is told by the status how it went."""

    @wraps(view)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not _is_looked_at(request):
            return view(request, *args, **kwargs)
        answer = _LOOKING.submit(copy_context().run, _seen, view, request, args, kwargs)
        if wait([answer], SOON).done:
            return _told(answer)
        begun = render(request, "front/working.html", {"title": _title(request, str(kwargs.get("name", "")))})
        return in_two_parts(request, begun, lambda: _in_time(answer), mark=MAIN)

    return shown


def _told(answer: Future[HttpResponseBase]) -> HttpResponseBase:
    """Whoever looks at it has a patience of its own, which learns whether to look again."""
    try:
        return answer.result()
    except (StillWorking, Busy):
        if (patience := current()) is not None:
            patience.again = True
        raise


def _is_looked_at(request: HttpRequest) -> bool:
    wants = request.headers.get("Accept", "")
    return request.method == "GET" and "text/html" in wants and request.headers.get("HX-Request") != "true"


def _seen(view: View, request: HttpRequest, args: tuple[object, ...], kwargs: dict[str, object]) -> HttpResponseBase:
    with within(answer_seconds()):
        response = view(request, *args, **kwargs)
        # Who catches errors to say what is missing may have caught this one too.
        refuse_late()
        return response


def _in_time(answer: Future[HttpResponseBase]) -> HttpResponseBase:
    patience = current()
    if patience is not None and not wait([answer], patience.left).done:
        patience.again = True
        raise patience.too_long()
    return answer.result()


def _title(request: HttpRequest, name: str) -> T:
    """Of the region and its page, or of the family of pages."""
    told = page(request)
    rooms = [title for _, title, here in told["rooms"] if here]  # type: ignore[attr-defined]
    if name in all_by_id() and rooms:
        region = all_by_id()[name].name
        return T(f"{region.en}: {rooms[0].en}", f"{region.zh}：{rooms[0].zh}")
    asked = request.path_info.split("/")[2:3]
    if asked == ["product"]:
        # What is no product is said by the page itself.
        with suppress(EntrepotError):
            return product(name).name
    return next((title for address, title in NAVIGATION if address.strip("/") in asked), T("One moment", "请稍候"))
