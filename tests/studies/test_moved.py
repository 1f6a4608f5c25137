"""What moved between two runs, and why."""

from __future__ import annotations

from decimal import Decimal

from entrepot.studies.moved import moved
from entrepot.studies.paper import Column, Derivation, Number, Paper, Paragraph, Section, SourceLine, Table
from entrepot.vocabulary.text import T

TITLE = T("Title", "题")
Cell = tuple[str, str, str, str]
"""Place, value, formula, batch."""


def paper(*cells: Cell) -> Paper:
    numbers = [Number(Decimal(value), "USD", derivation=place) for place, value, _, _ in cells]
    rows = tuple((T(one.derivation, one.derivation), one) for one in numbers[1:])
    columns = (Column("row", TITLE, number=False), Column("value", TITLE))
    table = Table("t", TITLE, columns, rows, SourceLine((), ""))
    derivations = tuple(
        Derivation(
            place,
            T(place, place),
            formula,
            T(value, value),
            (T("x", "x"),),
            (batch,),
            "2026-11-01",
            figures=(f"x = {value}",),
        )
        for place, value, formula, batch in cells
    )
    text = Paragraph(("x ", numbers[0]), ("x ", numbers[0]))
    return Paper("p", TITLE, None, None, (), (Section("status", TITLE, (text, table)),), derivations, (), "2026-11-01")


BEFORE = paper(
    ("text", "100", 'total[period="2020"]', "b1"),
    ("t.2020.x", "10", 'exports[period="2020"]', "b1"),
    ("t.2020.y", "20", 'imports[period="2020"]', "b1"),
    ("t.old.z", "5", "gdp", "b1"),
    ("t.2020.m", "7", "hhi[over=partner]", "b1"),
)


def test_each_reason() -> None:
    after = paper(
        ("text", "110", 'total[period="2021"]', "b2"),
        ("t.2020.x", "11", 'exports[period="2020"]', "b2"),
        ("t.2020.y", "20", 'imports[period="2020"]', "b1"),
        ("t.2021.x", "12", 'exports[period="2021"]', "b2"),
        ("t.2020.m", "8", "hhi[over=product]", "b1"),
        ("t.new.w", "1", "fdi", "b1"),
    )
    found = {one.place: one for one in moved(BEFORE, after)}
    assert {place: one.why for place, one in found.items()} == {
        "text": "period",
        "t.2020.x": "revised",
        "t.2021.x": "period",
        "t.2020.m": "method",
        "t.new.w": "new",
        "t.old.z": "gone",
    }
    assert (found["text"].change, found["t.2020.x"].change, found["t.new.w"].change) == (Decimal(10), Decimal(1), None)
    told = found["t.2020.x"].as_json()
    assert (told["before"], told["after"], told["change"], told["why"]) == (10.0, 11.0, 1.0, "revised")
    assert (told["batches_before"], told["batches_after"]) == (["b1"], ["b2"])


def test_the_same_moves_nothing_and_a_new_program_is_a_method() -> None:
    assert moved(BEFORE, BEFORE) == ()
    cells = [("text", "101", 'total[period="2020"]', "b1")]
    after = paper(*cells, *(("t.2020.x", "10", 'exports[period="2020"]', "b1"),))
    changed = {one.place: one.why for one in moved(BEFORE, after)}
    assert changed["text"] == "revised"
