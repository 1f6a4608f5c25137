"""Whoever sends slowly is given up, and keeps nobody from reading."""

from __future__ import annotations

import io
import itertools
import socket
from contextlib import ExitStack
from typing import Any

import pytest

from entrepot.web.front.few_at_once import FILES, FORMS
from entrepot.web.front.in_time import InTime, TooSlow


class Line:
    """A line that brings so many bytes a second, and the clock that stands beside it."""

    def __init__(self, whole: int, bytes_a_second: float) -> None:
        self.left, self.speed, self.now = whole, bytes_a_second, 0.0
        self.asked: list[int] = []

    def read(self, size: int, /) -> bytes:
        self.asked.append(size)
        come = min(size, self.left)
        self.left -= come
        self.now += come / self.speed
        return b"x" * come


def body(line: Line) -> io.BufferedReader:
    return io.BufferedReader(InTime(line, clock=lambda: line.now), 1 << 16)


@pytest.mark.parametrize("speed", [5_000.0, 1e6, 1e12])
def test_a_line_that_is_quick_enough_is_read_to_its_end(speed: float) -> None:
    line = Line(300_000, speed)
    assert len(body(line).read()) == 300_000


def test_a_quick_line_is_asked_for_much_at_a_time() -> None:
    line = Line(10 << 20, 1e9)
    body(line).read(10 << 20)
    assert len(line.asked) < 200


@pytest.mark.parametrize("speed", [1.0, 100.0, 4_000.0])
def test_a_slow_line_is_given_up_soon_after_its_grace(speed: float) -> None:
    line = Line(1 << 30, speed)
    with pytest.raises(TooSlow):
        body(line).read(1 << 30)
    assert 15 < line.now < 40


def test_what_is_small_may_be_slow() -> None:
    assert body(Line(10, 1.0)).read() == b"x" * 10


def test_many_who_send_nothing_more_keep_nobody_from_reading(site: str, visitor: type[Any]) -> None:
    host, _, port = site.removeprefix("http://").partition(":")
    token = "a" * 32
    with ExitStack() as held:
        # More than the server has threads.
        for number, _ in itertools.product(range(4), range(FILES + FORMS)):
            line = held.enter_context(socket.create_connection((host, int(port)), timeout=30))
            where, length = (("/theme", 1000), ("/en/data/upload/", 10**6))[number % 2]
            head = f"POST {where} HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {site}\r\nCookie: csrftoken={token}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: {length}\r\n\r\n--b\r\n"
            line.sendall(head.encode())
        assert visitor(site).get("/en/data/").status == 200
