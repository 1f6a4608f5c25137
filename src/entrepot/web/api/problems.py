"""What went wrong, as problem JSON (RFC 9457) in the language that was asked for."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from entrepot.vocabulary.errors import BadMachine, EntrepotError, UnknownName
from entrepot.vocabulary.text import T
from entrepot.web.api.forms import FORMS, NotAcceptable
from entrepot.web.front.trouble import TITLES, status_of, to_come_again

TYPE: Final = "application/problem+json"
NOT_ACCEPTABLE: Final = T("Not in this form", "没有这种格式")
UNAVAILABLE: Final = T("The machine is in the way", "机器出现问题")
_WORDS: Final[Mapping[str, T]] = {
    "int_parsing": T("a whole number is wanted", "应为整数"),
    "int_parsing_size": T("a whole number of fewer digits is wanted", "整数位数过多"),
    "greater_than_equal": T("at least {ge}", "不得小于 {ge}"),
    "less_than_equal": T("at most {le}", "不得大于 {le}"),
    "string_too_long": T("at most {max_length} characters", "不得超过 {max_length} 个字符"),
    "missing": T("it must be given", "必须给出"),
    "enum": T("one of {expected}", "须为 {expected} 之一"),
    "literal_error": T("one of {expected}", "须为 {expected} 之一"),
}


def problem(status: int, title: T, detail: T, **more: object) -> HttpResponse:
    said = {"type": "about:blank", "title": str(title), "status": status, "detail": str(detail), **more}
    response = HttpResponse(json.dumps(said, ensure_ascii=False), status=status, content_type=TYPE)
    response.headers["Vary"] = "Accept, Accept-Language"
    return to_come_again(response)


def of_error(error: EntrepotError) -> HttpResponse:
    if isinstance(error, BadMachine):
        return problem(503, UNAVAILABLE, error.message)
    status = status_of(error)
    near = {"near": list(error.near)} if isinstance(error, UnknownName) else {}
    return problem(status, TITLES[status], error.message, **near)


def of_parameters(error: ValidationError) -> HttpResponse:
    return problem(400, TITLES[400], wrong_parameters(error.errors))


def wrong_parameters(errors: Iterable[Mapping[str, Any]]) -> T:
    """What pydantic found, in both languages."""
    wrong = [_parameter(one) for one in errors]
    en, zh = ("; ".join(one.en for one in wrong), "；".join(one.zh for one in wrong))
    return T(en or "the parameters cannot be read", zh or "参数有误")


def _parameter(error: Mapping[str, Any]) -> T:
    name = str(error["loc"][-1]) if error.get("loc") else "?"
    words = _WORDS.get(str(error.get("type")))
    if words is None:
        return T(f"{name}: {error.get('msg')}", f"{name}：{error.get('msg')}")
    filled = {key: str(value) for key, value in (error.get("ctx") or {}).items()}
    return T(f"{name}: {words.en.format_map(filled)}", f"{name}：{words.zh.format_map(filled)}")


def no_such_address(request: HttpRequest, rest: str = "") -> HttpResponse:
    return problem(
        404,
        TITLES[404],
        T("there is nothing at this address; /api/openapi.json lists what there is", "此地址没有内容；可用地址见 /api/openapi.json"),
    )  # fmt: skip


def said_in_json(api: NinjaAPI) -> None:
    """Every error of the API goes out as a problem."""

    def say(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
        if isinstance(error, EntrepotError):
            return of_error(error)
        if isinstance(error, ValidationError):
            return of_parameters(error)
        if isinstance(error, NotAcceptable):
            kinds = [*FORMS.values()]
            return problem(
                406, NOT_ACCEPTABLE, T(f"accept one of {', '.join(kinds)}", f"请接受 {'、'.join(kinds)} 之一")
            )
        logging.getLogger("entrepot.web").error("%s %s failed", request.method, request.path, exc_info=error)  # type: ignore[arg-type]
        return problem(500, TITLES[500], T("it was written to the log", "已记入日志"))

    for kind in (EntrepotError, ValidationError, Exception):
        api.add_exception_handler(kind, say)
