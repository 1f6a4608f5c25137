"""Light, dark or as the system has it: a cookie, so that it works without a script and without a flash."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from entrepot.web.front.context import THEMES

A_YEAR = 365 * 24 * 3600


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    back = request.POST.get("back", "/")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}) and back.startswith("/")
    response = HttpResponseRedirect(back if safe else "/")
    wanted = request.POST.get("theme", "auto")
    response.set_cookie("theme", wanted if wanted in THEMES else "auto", max_age=A_YEAR, samesite="Lax", httponly=True)
    return response
