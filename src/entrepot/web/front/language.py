"""The language stands in the address (`/zh/...`, `/en/...`): every text of the request is in it."""

from __future__ import annotations

from typing import Final, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from entrepot.vocabulary.text import LANGUAGES, Language, in_language
from entrepot.web.front.policy import Respond

TAGS: Final[dict[Language, str]] = {"zh": "zh-Hans-CN", "en": "en"}


def language(get_response: Respond) -> Respond:
    def respond(request: HttpRequest) -> HttpResponseBase:
        with in_language(language_of(request)):
            response = get_response(request)
        response.headers.setdefault("Content-Language", TAGS[language_of(request)])
        return response

    return respond


def language_of(request: HttpRequest) -> Language:
    """That of the address; where the address has none, the first one that the browser asks for, else Chinese."""
    # `OPTIONS *` asks for no path.
    first = request.path_info.removeprefix("/").partition("/")[0]
    if first in LANGUAGES:
        return first
    for wanted in request.headers.get("Accept-Language", "").lower().split(","):
        if wanted.strip()[:2] in LANGUAGES:
            return cast(Language, wanted.strip()[:2])
    return "zh"
