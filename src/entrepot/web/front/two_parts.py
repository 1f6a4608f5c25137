"""A page whose beginning is sent at once, and the rest of it, in the same answer, when that is worked out.

Nobody looks at an empty window meanwhile, scripts and styles arrive while the server works, and no script is needed.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

from entrepot.lake.patience import StillWorking
from entrepot.vocabulary.errors import EntrepotError
from entrepot.vocabulary.text import in_language
from entrepot.web.front.language import language_of
from entrepot.web.front.patience import at_most
from entrepot.web.front.trouble import AGAIN_SECONDS, BROKEN, written_down
from entrepot.web.front.work import Busy

MARK: Final = "<!-- the rest -->"
"""Where a paper's page parts: before it stands what is worked out first."""
MAIN: Final = "<!-- the page -->"
"""Where every page parts: before it stands what all pages begin with."""
_GZIP: Final = 31


def in_two_parts(
    request: HttpRequest, begun: HttpResponse, finish: Callable[[], HttpResponseBase], *, mark: str = MARK
) -> StreamingHttpResponse:
    """`begun` up to MARK; then what stands after the mark of what `finish` answers, or what went wrong."""
    first, _, closing = begun.content.decode().partition(MARK)
    parts = _parts(request, first, closing, lambda: _after(mark, finish()))
    response = StreamingHttpResponse(parts, content_type=begun.headers["Content-Type"])
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        # Django's own would hold the beginning back until the end.
        response.streaming_content = _compressed(parts)
        response.headers["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ("Accept-Encoding",))
    return response


def _after(mark: str, whole: HttpResponseBase) -> str:
    if "Location" in whole.headers:
        return render_to_string("front/elsewhere.html", {"address": whole.headers["Location"]})
    content = whole.getvalue() if isinstance(whole, HttpResponse | StreamingHttpResponse) else b""
    return content.decode().partition(mark)[2]


def _parts(request: HttpRequest, first: str, closing: str, finish: Callable[[], str]) -> Iterator[bytes]:
    yield first.encode()
    yield _rest(request, closing, finish).encode()


def _rest(request: HttpRequest, closing: str, finish: Callable[[], str]) -> str:
    """Middleware has done its part by now: language and patience are this function's own."""
    with in_language(language_of(request)):
        again = 0
        try:
            with at_most(request):
                return finish()
        except EntrepotError as problem:
            what = problem.message
            again = AGAIN_SECONDS if isinstance(problem, StillWorking | Busy) else 0
        except Exception as problem:  # noqa: BLE001 - the answer has begun: it is ended in words
            written_down(request, problem)
            what = BROKEN
        return render_to_string("front/lack.html", {"what": what, "again": again}) + closing


def _compressed(parts: Iterator[bytes]) -> Iterator[bytes]:
    packing = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
    for part in parts:
        yield packing.compress(part) + packing.flush(zlib.Z_SYNC_FLUSH)
    yield packing.flush()
