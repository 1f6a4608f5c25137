"""What takes too long is broken off, whoever asked it; nobody else notices."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import duckdb
import pytest

from entrepot.lake.patience import Patience, attended, in_turn, refuse_late, within
from entrepot.vocabulary.errors import TookTooLong

# Some hours of work.
ENDLESS = "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as opened:
        yield opened


def test_an_endless_question_is_broken_off_and_says_what_to_do(connection: duckdb.DuckDBPyConnection) -> None:
    with (
        within(0.1) as patience,
        pytest.raises(TookTooLong, match=r"0\.1 seconds.*one region") as said,
        attended(connection),
    ):
        connection.sql(ENDLESS).fetchall()
    assert patience.over
    assert "请缩小" in said.value.in_language("zh")
    assert connection.sql("SELECT 42").fetchall() == [(42,)]


def test_so_is_one_that_streams_and_the_next_one(connection: duckdb.DuckDBPyConnection) -> None:
    with within(0.1):
        with pytest.raises(TookTooLong), attended(connection):
            for _ in connection.sql(
                "SELECT a.range * b.range FROM range(10000000) a, range(10000000) b"
            ).to_arrow_reader(1000):
                pass
        with pytest.raises(TookTooLong), attended(connection):
            connection.sql("SELECT 1").fetchall()
        with pytest.raises(TookTooLong):
            refuse_late()


def test_what_is_caught_on_the_way_is_still_broken_off(connection: duckdb.DuckDBPyConnection) -> None:
    """A paper says of each of its parts what is missing, and goes on."""
    broken = 0
    with within(0.1) as patience, pytest.raises(TookTooLong), attended(connection):
        for _ in range(3):
            try:
                connection.sql(ENDLESS).fetchall()
            except duckdb.Error:
                broken += 1
        refuse_late()
    assert (broken, patience.over) == (3, True)


def test_others_of_the_same_lake_go_on(connection: duckdb.DuckDBPyConnection) -> None:
    with connection.cursor() as other, within(0.1), pytest.raises(TookTooLong), attended(connection):
        counted = []
        counting = threading.Thread(
            target=lambda: counted.extend(other.sql("SELECT count(*) FROM range(300000000)").fetchall())
        )
        counting.start()
        try:
            connection.sql(ENDLESS).fetchall()
        finally:
            counting.join()
            assert counted == [(300_000_000,)]


def test_nobody_waits_longer_for_another_than_for_himself() -> None:
    lock = threading.Lock()
    with lock, within(0.05), pytest.raises(TookTooLong), in_turn(lock):
        pass
    with within(5), in_turn(lock):
        assert lock.locked()
    assert not lock.locked()


def test_without_a_limit_there_is_none(connection: duckdb.DuckDBPyConnection) -> None:
    with attended(connection) as same, in_turn(threading.Lock()):
        assert same is connection
    refuse_late()


def test_other_errors_stay_what_they_are(connection: duckdb.DuckDBPyConnection) -> None:
    with Patience(60) as patience, pytest.raises(duckdb.BinderException), patience.attending(connection):
        connection.sql("SELECT nothing_of_that_name").fetchall()
