"""One strict policy for every page: nothing but our own files, no inline script or style, no frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

CONTENT: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# A downloaded drawing carries its styles in itself; it is sandboxed instead.
DRAWING: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
Respond = Callable[[HttpRequest], HttpResponseBase]


def policy(get_response: Respond) -> Respond:
    def respond(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT)
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        return response

    return respond
