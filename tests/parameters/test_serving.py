"""What a server is set to: read as it is meant, refused in a sentence, and no password in what is shown."""

from __future__ import annotations

import pytest

from entrepot.parameters.serving import Database, answer_seconds, database_asked
from entrepot.vocabulary.errors import WrongCall


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("", None),
        ("postgresql://u:p@db.example:5433/trade", Database("trade", "u", "p", "db.example", "5433")),
        ("postgres://u@%2Frun%2Fpg/trade", Database("trade", "u", "", "/run/pg", "")),
        ("postgresql://a%40b:x%2Fy@h/n", Database("n", "a@b", "x/y", "h", "")),
    ],
)
def test_where_jobs_are_kept(address: str, found: Database | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTREPOT_DATABASE", address)
    assert database_asked() == found
    assert "x/y" not in repr(database_asked())


@pytest.mark.parametrize(
    "address", ["mysql://u:p@h/n", "postgresql://h", "postgresql://h:port/n", "postgresql://[h/n", "n"]
)
def test_another_address_says_how_it_is_written(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTREPOT_DATABASE", address)
    with pytest.raises(WrongCall, match="postgresql://user:password@host:5432/name"):
        database_asked()


@pytest.mark.parametrize(("text", "seconds"), [("", 30.0), ("2.5", 2.5), ("600", 600.0)])
def test_how_long_an_answer_may_take(text: str, seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTREPOT_ANSWER_SECONDS", text)
    assert answer_seconds() == seconds


@pytest.mark.parametrize("text", ["0", "-1", "soon", "inf", "nan", "1,5"])
def test_no_other_length_of_time(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTREPOT_ANSWER_SECONDS", text)
    with pytest.raises(WrongCall, match="number of seconds"):
        answer_seconds()
