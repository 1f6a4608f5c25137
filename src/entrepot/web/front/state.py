"""Where the pages keep what is theirs: a folder beside the lake's tables, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from entrepot.parameters.settings import ANSWER_SECONDS, WEB_DATABASE, lake_folder
from entrepot.vocabulary.errors import BadMachine, WrongCall
from entrepot.vocabulary.text import T


def state_folder() -> Path:
    folder = lake_folder().expanduser().absolute() / "web"
    for place in (folder, folder / "assets", folder / "uploads"):
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def static_folder() -> Path:
    return state_folder() / "static"


def secret_key() -> str:
    """Made once for each lake; whoever reads the file can forge forms of this lake's pages, nothing else."""
    file = state_folder() / "secret"
    if not file.exists():
        fresh = file.with_name(f"secret.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48), encoding="ascii")
        fresh.replace(file)
    return file.read_text(encoding="ascii")


def database() -> dict[str, Any]:
    """SQLite beside the lake, or the PostgreSQL of ENTREPOT_DATABASE."""
    address = WEB_DATABASE.read()
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": state_folder() / "entrepot.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 10,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise WrongCall(
            T(
                "ENTREPOT_DATABASE is written postgresql://user:password@host:5432/name",
                "ENTREPOT_DATABASE 的写法是 postgresql://用户:密码@主机:5432/库名",
            )
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


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


def refuse_what_cannot_be_served() -> None:
    """Said in a sentence before a server starts that would only break."""
    answer_seconds()
    chosen = database()
    if chosen["ENGINE"].endswith("postgresql"):
        _reach(chosen)


def _reach(chosen: dict[str, Any]) -> None:
    import psycopg

    place = f"{chosen['HOST'] or 'localhost'}:{chosen['PORT'] or 5432}/{chosen['NAME']}"
    try:
        psycopg.connect(
            host=chosen["HOST"] or None, port=chosen["PORT"] or None, dbname=chosen["NAME"], user=chosen["USER"] or None,
            password=chosen["PASSWORD"] or None, connect_timeout=10,
        ).close()  # fmt: skip
    except psycopg.OperationalError as problem:
        # The whole of what the server says may repeat how it was called.
        why = str(problem).strip().splitlines()[0].replace(chosen["PASSWORD"] or "\0", "***")
        raise BadMachine(
            T(
                f"the database {place} of {WEB_DATABASE.name} cannot be reached ({why}): is it running, and are user and password right?",
                f"无法连接 {WEB_DATABASE.name} 指定的数据库 {place}（{why}）：请检查其是否运行、用户名和密码是否正确",
            )
        ) from None
