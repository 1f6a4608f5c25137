"""A request is worked at for so long and no longer: then its queries are broken off, and a page says what to ask instead."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from entrepot.lake.patience import Patience, within
from entrepot.parameters.serving import answer_seconds
from entrepot.web.api.problems import of_error
from entrepot.web.front.policy import Respond
from entrepot.web.front.trouble import AGAIN_SECONDS, said

SLOW_SECONDS: Final = 2.0
"""Whoever runs the server is told of answers that took longer."""


def patient(get_response: Respond) -> Respond:
    def respond(request: HttpRequest) -> HttpResponseBase:
        with at_most(request) as patience:
            response = get_response(request)
        # Who catches errors to say what is missing may have caught this one too.
        if patience.over and response.status_code < 400:
            problem = patience.too_long()
            response = (
                of_error(problem) if request.path_info.startswith("/api/") else said(request, 503, problem.message)
            )
        return _looking_again(request, response) if patience.again else response

    return respond


def _looking_again(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """What is still worked out is looked at again without a script: by whole pages, since fragments ask for themselves."""
    whole = request.method == "GET" and request.headers.get("HX-Request") != "true"
    if response.status_code == 503 and whole and not request.path_info.startswith("/api/"):
        response.headers["Refresh"] = response.headers.get("Retry-After", str(AGAIN_SECONDS))
    return response


@contextmanager
def at_most(request: HttpRequest) -> Iterator[Patience]:
    """The time that an answer may take, from now on; what took long is written down."""
    begun = time.perf_counter()
    _asked[0] = time.monotonic()
    try:
        with within(answer_seconds()) as patience:
            yield patience
    finally:
        if (took := time.perf_counter() - begun) > SLOW_SECONDS:
            more = {"milliseconds": round(took * 1000)}
            logging.getLogger("entrepot.web").info("%s %s was slow", request.method, request.path, extra=more)


def quiet_for() -> float:
    """Seconds since anybody asked for anything."""
    return time.monotonic() - _asked[0]


_asked: Final = [time.monotonic()]
