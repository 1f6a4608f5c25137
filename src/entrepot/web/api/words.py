"""The words in which a measure is asked, as `Workbench.measure` takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest
from ninja import Field, Schema

from entrepot.vocabulary.errors import UnknownName, WrongCall
from entrepot.vocabulary.text import T
from entrepot.web.front.bench import bench, kept
from entrepot.workbench.answer import Answer
from entrepot.workbench.explanation import Explanation

LONGEST: Final = 2000
MOST_ROWS: Final = 200_000
MOST_KEPT_ROWS: Final = 2_000
_NOT_OPTIONS: Final = ("format", "row")
# What `Workbench.measure` takes besides: somebody's own files and engines are not for strangers to name.
_OF_FILES: Final = ("id", "data", "reference_data", "tables", "of_options", "engine")

Question = tuple[str, tuple[tuple[str, Any], ...], tuple[tuple[str, str], ...]]


def _word(what: str) -> Any:
    return Field(None, max_length=LONGEST, description=what)


class Asked(Schema):
    """Names go in either language or as codes, several with commas; what else is in the query is an option of the measure."""

    region: str | None = _word("whose trade: CN-LN, 辽宁, provinces")
    partner: str | None = _word("with whom: USA, 东盟, JPN+KOR")
    product: str | None = _word("in what: 85, 8501, S16")
    regime: str | None = _word("under which customs regime")
    flow: str | None = _word("export or import, where the measure leaves it open")
    period: str | None = _word("2015, 2015..2020, 2023-01..2023-12")
    frequency: str | None = _word("year, quarter, month, to_date")
    by: str | None = _word("also grouped by partner, product, regime, firm_type ...")
    reference: str | None = _word("what it is compared with")
    currency: str | None = _word("USD or CNY; never converted")
    source: str | None = _word("read this source only")
    digits: int | None = Field(None, ge=1, le=12, description="cut product codes to so many digits")
    basis: str | None = _word("registration or location of the firm")
    nomenclature: str | None = _word("product codes of this edition only")
    convert: str | None = _word("bring product codes of all editions to this one")
    split: str | None = _word("publisher or equal: where codes go that become several")
    share: str | None = _word("read these published shares")
    as_of: str | None = _word("as the lake stood on that day")
    of_measure: str | None = _word("for ranks and multiples: of which measure")
    rolling: int | None = Field(None, ge=2, le=120, description="over so many periods up to each one")
    rolled: str | None = _word("sum or mean")


def options_in(request: HttpRequest) -> dict[str, str]:
    return {
        name: str(value)
        for name, value in request.GET.items()
        if name not in Asked.model_fields and name not in _NOT_OPTIONS
    }


def question(measure: str, asked: Asked, options: Mapping[str, str]) -> Question:
    """The question in the words of `Workbench.measure`."""
    said = {name: value for name, value in asked.model_dump().items() if value not in (None, "")}
    for name in _OF_FILES:
        if name in options:
            raise UnknownName(T("parameter", "参数"), name, Asked.model_fields)
    return (measure, tuple(sorted(said.items())), tuple(sorted(options.items())))


def answer_to(question: Question) -> Answer:
    """The answer, kept while the lake stands as it stood unless it is large."""
    fresh: list[Answer] = []

    def work_out() -> Answer | None:
        fresh.append(_worked_out(question))
        return fresh[0] if len(fresh[0]) <= MOST_KEPT_ROWS else None

    held = kept(("api", *question), work_out, in_every_language=True)
    return held or (fresh[0] if fresh else _worked_out(question))


def _worked_out(question: Question) -> Answer:
    measure, said, options = question
    words: dict[str, Any] = {**dict(options), **dict(said)}
    answer = bench().measure(measure, **words)
    if len(answer) > MOST_ROWS:
        raise WrongCall(
            T(
                f"the answer has {len(answer):,} rows, more than {MOST_ROWS:,}: narrow region, period or product",
                f"结果有 {len(answer):,} 行，超过 {MOST_ROWS:,} 行：请缩小地区、时期或商品范围",
            )
        )
    return answer


def contract(question: Question) -> dict[str, Any]:
    """The answer's JSON, batches and coverage worked out."""
    answer = answer_to(question)
    if len(answer) > MOST_KEPT_ROWS:
        return answer.as_json()
    return kept(("api", "json", *question), answer.as_json, in_every_language=True)


def explained(question: Question, row: Mapping[str, str | None]) -> Explanation:
    """How the number of one row came about; without keys of the first row."""
    keys = tuple(sorted(row.items()))
    return kept(
        ("api", "why", *question, keys), lambda: answer_to(question).explain(dict(row) or 0), in_every_language=True
    )
