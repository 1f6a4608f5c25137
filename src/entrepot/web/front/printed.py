"""A page put into words once while the lake stands as it stood; each reader's own token is all that differs."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token

from entrepot.web.front.bench import kept
from entrepot.web.front.context import theme_of

_TOKEN: Final = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w+')


def printed(request: HttpRequest, question: tuple[Hashable, ...], put: Callable[[], HttpResponse]) -> HttpResponse:
    """What `put` answers, which follows from the question and the lake alone; with choices in the address it is put anew."""
    if request.method != "GET" or request.GET:
        return put()
    parts = kept((*question, "printed", theme_of(request)), lambda: _TOKEN.split(put().content.decode()))
    return HttpResponse(get_token(request).join(parts))
