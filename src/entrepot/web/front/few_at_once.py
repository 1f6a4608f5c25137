"""Few send something at once: whoever sends slowly, or stops in the midst of it, keeps nobody from reading pages."""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from entrepot.vocabulary.text import T
from entrepot.web.front.in_time import BLOCK
from entrepot.web.front.policy import Respond
from entrepot.web.front.trouble import said

# Of the server's threads (cli/serve.py) at least half are left to those who read.
FILES: Final = 8
FORMS: Final = 8
_BRIEFLY: Final = 0.2
_TOO_MANY: Final = T(
    "Others are sending just now: please send it again in a few seconds.", "目前正在接收其他内容，请几秒钟后重新发送。"
)


def few_at_once(get_response: Respond) -> Respond:
    """Forms do not wait for files; what is said to be no larger than a block is a form."""
    files, forms = BoundedSemaphore(FILES), BoundedSemaphore(FORMS)

    def respond(request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length == "0":
            return get_response(request)
        places = forms if length.isdigit() and int(length[:9]) <= BLOCK else files
        if not places.acquire(timeout=_BRIEFLY):
            return said(request, 503, _TOO_MANY)
        try:
            return get_response(request)
        finally:
            places.release()

    return respond
