"""What went wrong, as a page in the reader's language: what, where, and what to do next."""

from __future__ import annotations

import logging
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from entrepot.vocabulary.errors import BadMachine, EntrepotError, LicenceForbids, MissingData, UnknownName, WrongCall
from entrepot.vocabulary.text import T
from entrepot.web.front.in_time import Unreceived
from entrepot.web.front.policy import Respond

_STATUS: Final[tuple[tuple[type[EntrepotError], int], ...]] = (
    (UnknownName, 404),
    (MissingData, 404),
    (WrongCall, 400),
    (LicenceForbids, 403),
    (BadMachine, 503),
)
TITLES: Final[dict[int, T]] = {
    400: T("This cannot be asked so", "无法这样查询"),
    403: T("Not allowed", "不允许"),
    404: T("Not found", "没有找到"),
    405: T("Not in this way", "不支持这种请求方式"),
    408: T("Too slow", "发送过慢"),
    413: T("Too large", "文件过大"),
    500: T("Something broke on our side", "系统出错"),
    503: T("Not just now", "暂时无法处理"),
}
AGAIN_SECONDS: Final = 10
BROKEN: Final = T("It was written to the log; trying again may help.", "已记入日志，可稍后再试。")


def status_of(problem: EntrepotError) -> int:
    return next((code for kind, code in _STATUS if isinstance(problem, kind)), 400)


class trouble:  # noqa: N801 - a middleware is named like a function
    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> object:
        response = self.get_response(request)
        if response.status_code == 405 and not request.path_info.startswith("/api/"):
            way = T(
                "This address is not asked so; open it in a browser.", "该地址不支持这种请求方式，请在浏览器中打开。"
            )
            refused = said(request, 405, way)
            refused.headers["Allow"] = response.headers.get("Allow", "GET")
            return refused
        return response

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if isinstance(problem, EntrepotError):
            return said(request, status_of(problem), problem.message)
        if isinstance(problem, Http404):
            return None
        written_down(request, problem)
        return said(request, 500, BROKEN)


def written_down(request: HttpRequest, problem: Exception) -> None:
    logging.getLogger("entrepot.web").error("%s %s failed", request.method, request.path, exc_info=problem)


def said(request: HttpRequest, status: int, what: T) -> HttpResponse:
    response = render(request, "front/trouble.html", {"title": TITLES[status], "what": what}, status=status)
    return to_come_again(response)


def to_come_again(response: HttpResponse) -> HttpResponse:
    """Programs are told when; people read it."""
    if response.status_code == 503:
        response.headers["Retry-After"] = str(AGAIN_SECONDS)
    return response


def lost(request: HttpRequest, exception: Exception) -> HttpResponse:
    return said(request, 404, T("There is no page at this address.", "这个地址没有页面。"))


def malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, Unreceived):
        return said(request, exception.status, exception.what)
    return said(request, 400, T("The request could not be read.", "无法读取该请求。"))


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    return said(
        request,
        403,
        T(
            "The form did not come from a page of this server, or the page was too old: load it again.",
            "表单不是由本服务器的页面发出，或页面已过期：请重新打开页面。",
        ),
    )


def broken(request: HttpRequest) -> HttpResponse:
    return said(request, 500, BROKEN)
