"""`entrepot serve`: the pages, on this machine only."""

from __future__ import annotations

import ipaddress
import os
import socket
from contextlib import suppress
from typing import Final

import click

from entrepot.cli.words import command, lake_option, option
from entrepot.parameters.settings import LAKE
from entrepot.vocabulary.errors import BadMachine, WrongCall
from entrepot.vocabulary.text import T

PORT: Final = 8710
PAGES: Final = "entrepot.web.wsgi:application"
# One process that holds one cache; DuckDB works outside of Python's lock, so threads answer side by side.
THREADS: Final = 8


@command(T("Serve the pages, on this machine only.", "在本机提供网页。"), name="serve")
@option("--address", default="127.0.0.1", show_default=True, text=T("A loopback address.", "本机回环地址。"))
@option(
    "--port",
    default=PORT,
    show_default=True,
    type=click.IntRange(0, 65535),
    text=T("0 takes a free one.", "0 表示任选空闲端口。"),
)
@lake_option
def serve(*, address: str, port: int, lake: str | None) -> None:
    run_server(address, port, lake)


def run_server(address: str, port: int, lake: str | None) -> None:
    """Serve until told to stop; requests that have begun are finished."""
    from granian import Granian
    from granian.constants import Interfaces

    _refuse_others(address)
    port = _free(address, port)
    if lake is not None:
        os.environ[LAKE.name] = lake
    click.echo(
        f"{T('The pages are at', '网页地址')} http://{_in_address(address)}:{port}/  ({T('Ctrl-C stops', '按 Ctrl-C 停止')})"
    )
    Granian(
        PAGES, address=address, port=port, interface=Interfaces.WSGI, workers=1, blocking_threads=THREADS,
        websockets=False, log_enabled=False, workers_kill_timeout=30,
    ).serve()  # fmt: skip


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
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((address, port))
        except OSError as problem:
            raise BadMachine(
                T(
                    f"port {port} of {address} cannot be had ({problem.strerror}); choose another with --port",
                    f"无法使用 {address} 的端口 {port}（{problem.strerror}）；请用 --port 另选",
                )
            ) from problem
        return int(attempt.getsockname()[1])


def _in_address(address: str) -> str:
    return f"[{address}]" if ":" in address else address
