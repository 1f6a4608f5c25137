"""`entrepot serve`: the pages, on this machine only."""

from __future__ import annotations

import ipaddress
import os
import random
import socket
import subprocess
import sys
from contextlib import suppress
from typing import Final

import click

from entrepot.cli.opening import open_once_up
from entrepot.cli.words import command, lake_option, option
from entrepot.parameters.serving import refuse_what_cannot_be_served
from entrepot.parameters.settings import LAKE
from entrepot.vocabulary.errors import BadMachine, WrongCall
from entrepot.vocabulary.text import T, current_language

PORT: Final = 8710
PORT_HELP: Final = T("Of the pages; 0 takes a free one.", "网页的端口；0 表示任选空闲端口。")
PAGES: Final = "entrepot.web.wsgi:application"
# Below those that a system hands to connections going out, which might take one between our look and the server's start.
FREE_PORTS: Final = range(20_000, 30_000)
# One process that holds one cache; DuckDB works outside of Python's lock, so threads answer side by side. What is heavy is
# worked at in few places of its own (web/front/work.py): most of these threads wait, and light pages find one free.
THREADS: Final = 32


@command(T("Serve the pages, on this machine only.", "在本机提供网页。"), name="serve")
@option("--address", default="127.0.0.1", show_default=True, text=T("A loopback address.", "本机回环地址。"))
@option("--port", default=PORT, show_default=True, type=click.IntRange(0, 65535), text=PORT_HELP)
@option("--open", "path", metavar="PAGE", text=T("Open a browser at this page.", "打开浏览器查看此页。"))
@lake_option
def serve(*, address: str, port: int, path: str | None, lake: str | None) -> None:
    """Requests that have begun are finished before the server stops."""
    from granian import Granian
    from granian.constants import Interfaces

    _refuse_others(address)
    port = _free(address, port)
    if lake is not None:
        os.environ[LAKE.name] = lake
    refuse_what_cannot_be_served()
    home = f"http://{_in_address(address)}:{port}/"
    click.echo(f"{T('The pages are at', '网页地址')} {home}  ({T('Ctrl-C stops', '按 Ctrl-C 停止')})")
    if path is not None:
        open_once_up(home, f"{current_language()}/{path}")
    Granian(
        PAGES, address=address, port=port, interface=Interfaces.WSGI, workers=1, blocking_threads=THREADS,
        websockets=False, log_enabled=False, workers_kill_timeout=30,
    ).serve()  # fmt: skip


def become_server(*words: str) -> None:
    """Go on as `entrepot serve`: its workers are forks, and nobody may fork who has opened a lake."""
    command = [
        sys.executable,
        "-c",
        "from entrepot.cli import main; main()",
        "--lang",
        current_language(),
        "serve",
        *words,
    ]
    if os.name == "nt":
        raise SystemExit(subprocess.call(command))  # noqa: S603 - our own words
    sys.stdout.flush()
    os.execv(sys.executable, command)  # noqa: S606 - our own words


def _refuse_others(address: str) -> None:
    known = address == "localhost"
    with suppress(ValueError):
        known = known or ipaddress.ip_address(address).is_loopback
    if not known:
        raise WrongCall(
            T(
                f"{address} can be reached by others, and there are no accounts yet: only 127.0.0.1, ::1 and localhost are served",
                f"{address} 可被他人访问，而目前尚无账户：只能使用 127.0.0.1、::1 或 localhost",
            )
        )


def _free(address: str, port: int) -> int:
    """The port itself, or a free one for 0; BadMachine where somebody has it."""
    problem = None
    for number in random.sample(FREE_PORTS, 100) if port == 0 else (port,):
        problem = _taken(address, number)
        if problem is None:
            return number
    reason = problem.strerror if problem else ""
    raise BadMachine(
        T(
            f"port {port} of {address} cannot be had ({reason}); choose another with --port",
            f"无法使用 {address} 的端口 {port}（{reason}）；请用 --port 另选",
        )
    ) from problem


def _taken(address: str, port: int) -> OSError | None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((address, port))
        except OSError as problem:
            return problem
    return None


def _in_address(address: str) -> str:
    return f"[{address}]" if ":" in address else address
