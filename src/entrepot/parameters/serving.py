"""What a server is set to, read and refused before it starts: how long, how large, and where jobs are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from entrepot.parameters.memory import memory_megabytes, spill_megabytes
from entrepot.parameters.settings import ANSWER_SECONDS, WEB_DATABASE, WEB_UPLOAD_MB
from entrepot.vocabulary.errors import BadMachine, WrongCall
from entrepot.vocabulary.text import T

MEGABYTE: Final = 1 << 20
_PATIENCE_SECONDS: Final = 10


@dataclass(frozen=True, slots=True)
class Database:
    """A PostgreSQL; what was not said is empty. The password is not shown."""

    name: str
    user: str
    password: str
    host: str
    port: str

    def __repr__(self) -> str:
        return f"Database({self.place})"

    @property
    def place(self) -> str:
        return f"{self.host or 'localhost'}:{self.port or 5432}/{self.name}"


def most_bytes() -> int:
    text = WEB_UPLOAD_MB.read()
    if not re.fullmatch("0*[1-9][0-9]{0,6}", text, re.ASCII):
        raise WrongCall(
            T(
                f"{WEB_UPLOAD_MB.name} is {text!r}; it may be a whole number of megabytes, such as 512",
                f"{WEB_UPLOAD_MB.name} 的值为“{text}”，应为兆字节的整数，如 512",
            )
        )
    return int(text) * MEGABYTE


def answer_seconds() -> float:
    text = ANSWER_SECONDS.read()
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds < float("inf"):
        raise WrongCall(
            T(
                f"{ANSWER_SECONDS.name} is {text!r}; it may be a number of seconds, such as 30",
                f"{ANSWER_SECONDS.name} 的值为“{text}”，应为秒数，如 30",
            )
        )
    return seconds


def database_asked() -> Database | None:
    """The PostgreSQL of ENTREPOT_DATABASE; None where nothing is said."""
    address = WEB_DATABASE.read()
    if not address:
        return None
    try:
        parts = urlsplit(address)
        port = str(parts.port or "")
    except ValueError:
        raise _miswritten() from None
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise _miswritten()
    return Database(
        name=unquote(parts.path.strip("/")),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=unquote(parts.hostname or ""),
        port=port,
    )


def _miswritten() -> WrongCall:
    return WrongCall(
        T(
            f"{WEB_DATABASE.name} is written postgresql://user:password@host:5432/name",
            f"{WEB_DATABASE.name} 的写法是 postgresql://用户:密码@主机:5432/库名",
        )
    )


def refuse_what_cannot_be_served() -> None:
    """Said in a sentence before a server starts that would only break."""
    most_bytes()
    answer_seconds()
    memory_megabytes()
    spill_megabytes()
    asked = database_asked()
    if asked is not None:
        _reach(asked)


def _reach(asked: Database) -> None:
    import psycopg

    try:
        psycopg.connect(
            host=asked.host or None, port=asked.port or None, dbname=asked.name, user=asked.user or None,
            password=asked.password or None, connect_timeout=_PATIENCE_SECONDS,
        ).close()  # fmt: skip
    except psycopg.OperationalError as problem:
        # What the other side says may repeat how it was called.
        why = str(problem).strip().splitlines()[0].replace(asked.password or "\0", "***")
        raise BadMachine(
            T(
                f"the database {asked.place} of {WEB_DATABASE.name} cannot be reached ({why}): is it running, and are user and password right?",
                f"无法连接 {WEB_DATABASE.name} 指定的数据库 {asked.place}（{why}）：请检查其是否运行、用户名和密码是否正确",
            )
        ) from None
