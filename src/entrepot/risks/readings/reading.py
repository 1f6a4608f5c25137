"""What a reading is made of: sentences in both languages, and the numbers in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from entrepot.risks.finding import Span
from entrepot.vocabulary.amounts import format_money, format_number, format_share
from entrepot.vocabulary.text import LANGUAGES, Language, T
from entrepot.vocabulary.units import Unit


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the question to the workbench whose answer it is: a measure, `notices`, or `risk:` and the risk's id.

    A share is one answer over another: `whole` is the question to which the one below the line answers.
    """

    id: str
    title: T
    value: Span
    unit: Unit
    measure: str
    asked: tuple[tuple[str, str], ...]
    currency: str = ""
    whole: tuple[tuple[str, str], ...] = ()

    @property
    def commands(self) -> tuple[str, ...]:
        """The words that show how the number came about."""
        return tuple(self._command(asked) for asked in (self.asked, self.whole) if asked)

    @property
    def shown(self) -> T:
        """As people read it; from one end to the other where it is not known exactly."""
        return T(*(self._between(language) for language in LANGUAGES))

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id, "title": self.title.as_json(), "low": self.value.low, "high": self.value.high,
            "unit": self.unit.value, "currency": self.currency, "measure": self.measure, "commands": list(self.commands),
        }  # fmt: skip

    def _command(self, asked: tuple[tuple[str, str], ...]) -> str:
        kind, _, name = self.measure.partition(":")
        region = _quoted(dict(asked).get("region", ""))
        rest = " ".join(f"--{word} {_quoted(value)}" for word, value in asked if word != "region")
        if kind == "risk":
            return f"entrepot risk explain {name} {region} {rest}"
        verb = "notice exposure" if kind == "notices" else f"measure run {kind}"
        return f"entrepot {verb} --region {region} {rest}"

    def _between(self, language: Language) -> str:
        low, high = (self._one(end, language) for end in (self.value.low, self.value.high))
        between = "至" if language == "zh" else " to "
        return low if low == high else f"{low}{between}{high}"

    def _one(self, value: float | None, language: Language) -> str:
        if self.unit is Unit.MONEY:
            return format_money(value, self.currency, language)
        if self.unit is Unit.GROWTH:
            return format_share(value, sign=True)
        if self.unit is Unit.SHARE:
            return format_share(value)
        return format_number(value, decimals=3 if self.unit is Unit.INDEX else 2 if self.unit is Unit.RATIO else 0)


@dataclass(frozen=True, slots=True)
class Sentence:
    text: T
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: T
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """`says` is what cannot be told and why; `study` is the shipped paper whose questions are asked here."""

    id: str
    title: T
    region: str
    period: str
    sections: tuple[Section, ...]
    references: tuple[T, ...]
    says: tuple[T, ...]
    source: str
    batches: tuple[str, ...]
    synthetic: bool
    study: str

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(
            figure for section in self.sections for sentence in section.sentences for figure in sentence.figures
        )

    def as_json(self) -> dict[str, Any]:
        """The contract of `entrepot reading ... --json`."""
        return {
            "id": self.id, "title": self.title.as_json(), "region": self.region, "period": self.period, "source": self.source,
            "synthetic": self.synthetic, "study": self.study, "batches": list(self.batches),
            "sections": [
                {
                    "id": section.id, "title": section.title.as_json(),
                    "sentences": [
                        {"text": one.text.as_json(), "figures": [figure.as_json() for figure in one.figures]} for one in section.sentences
                    ],
                }
                for section in self.sections
            ],
            "references": [one.as_json() for one in self.references], "says": [one.as_json() for one in self.says],
        }  # fmt: skip


def told(en: str, zh: str, **figures: Figure) -> Sentence:
    """A sentence with `{name}` where the figure of that name stands."""
    shown = {name: figure.shown for name, figure in figures.items()}
    return Sentence(
        T(
            en.format(**{name: one.en for name, one in shown.items()}),
            zh.format(**{name: one.zh for name, one in shown.items()}),
        ),
        tuple(figures.values()),
    )


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text else text
