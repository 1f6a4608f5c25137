"""A request is worked at for so long and no longer: then its queries are broken off, and a page says what to ask instead."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from entrepot.lake.patience import within
from entrepot.parameters.settings import ANSWER_SECONDS
from entrepot.vocabulary.errors import WrongCall
from entrepot.vocabulary.text import T
from entrepot.web.api.problems import of_error
from entrepot.web.front.policy import Respond
from entrepot.web.front.trouble import said


def answer_seconds() -> float:
    text = ANSWER_SECONDS.read()
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds < float("inf"):
        raise WrongCall(
            T(
                f"{ANSWER_SECONDS.name} is {text!r}; it may be a number of seconds, such as 30",
                f"{ANSWER_SECONDS.name} 的值为“{text}”，应为秒数，如 30",
            )
        )
    return seconds


def patient(get_response: Respond) -> Respond:
    seconds = answer_seconds()

    def respond(request: HttpRequest) -> HttpResponseBase:
        with within(seconds) as patience:
            response = get_response(request)
        # Who catches errors to say what is missing may have caught this one too.
        if not patience.over or response.status_code >= 400:
            return response
        problem = patience.too_long()
        return of_error(problem) if request.path_info.startswith("/api/") else said(request, 503, problem.message)

    return respond
