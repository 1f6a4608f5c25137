"""Where the pages keep what is theirs: a folder beside the lake's tables, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from entrepot.parameters.serving import database_asked
from entrepot.parameters.settings import lake_folder


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
    asked = database_asked()
    if asked is None:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": state_folder() / "entrepot.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 10,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": asked.name,
        "USER": asked.user,
        "PASSWORD": asked.password,
        "HOST": asked.host,
        "PORT": asked.port,
        "CONN_MAX_AGE": 60,
    }
