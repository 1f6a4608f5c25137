"""What the document of the API says of every operation."""

from __future__ import annotations

from typing import Any, Final

from entrepot.web.api.forms import FORMS
from entrepot.web.api.problems import TYPE

_FORMAT: Final[dict[str, Any]] = {
    "in": "query",
    "name": "format",
    "description": "the form, for those who cannot set Accept",
    "schema": {"type": "string", "enum": [*FORMS]},
}
OPTIONS: Final[dict[str, Any]] = {
    "in": "query",
    "name": "options",
    "description": "options of the measure, such as over=product",
    "style": "form",
    "explode": True,
    "schema": {"type": "object", "additionalProperties": {"type": "string"}},
}
PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "near": {"type": "array", "items": {"type": "string"}},
    },
}


def described(answer: str, *parameters: dict[str, Any], forms: tuple[str, ...] = tuple(FORMS.values())) -> dict[str, Any]:  # fmt: skip
    """The answer in each of its forms, problems in one."""
    content: dict[str, Any] = {form: {"schema": {"type": "string"} if form != FORMS["json"] else {}} for form in forms}
    problem = {"content": {TYPE: {"schema": PROBLEM}}}
    return {
        "parameters": [*parameters, *([_FORMAT] if len(forms) > 1 else [])],
        "responses": {
            200: {"description": answer, "content": content},
            "4XX": {"description": "what is wrong, where, and what to do next, in the language of Accept-Language"}
            | problem,
            503: {"description": "not worked out in time; it goes on, and Retry-After says when to ask again"}
            | problem,
        },
    }
