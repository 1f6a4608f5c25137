"""Where packages come from is the user's to say: what pip was told is passed on to uv, which does not read it."""

from __future__ import annotations

import configparser
import os
import sys
from collections.abc import Mapping
from pathlib import Path

# As pip's setting -> uv's environment variable; those of the first group only where uv was told no index of its own.
PLACES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
}
MANNERS = {
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
    "proxy": "ALL_PROXY",
    "trusted-host": "UV_INSECURE_HOST",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "timeout": "UV_HTTP_TIMEOUT",
}
UV_TOLD = ("UV_INDEX", "UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS", "UV_NO_INDEX")


def for_uv(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for uv: `environment` and, where it says nothing of its own, what pip was told."""
    told = pip_settings(environment)
    passed: dict[str, str] = {}
    if not any(environment.get(name) for name in UV_TOLD) and not _uv_file_tells(environment):
        passed = {variable: value for name, variable in PLACES.items() if (value := _usable(name, told.get(name, "")))}
        if "UV_INDEX" in passed:
            # pip takes a version from whichever index has it; the hashes make that safe.
            passed["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    passed |= {variable: told[name] for name, variable in MANNERS.items() if told.get(name)}
    return passed | dict(environment)


def for_pip(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for pip inside the virtual environment, where a user's installation has no place."""
    return dict(environment) | {"PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}


def pip_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """What pip's files and variables say, the later the stronger, by pip's long option names."""
    told: dict[str, str] = {}
    for path in pip_files(environment):
        parser = configparser.RawConfigParser()
        try:
            parser.read(path, encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError, OSError):
            continue  # pip itself says what is wrong with its file
        for section in ("global", "install"):
            if parser.has_section(section):
                told |= {name.replace("_", "-"): " ".join(value.split()) for name, value in parser.items(section)}
    for name in (*PLACES, *MANNERS):
        if value := environment.get("PIP_" + name.upper().replace("-", "_")):
            told[name] = " ".join(value.split())
    return told


def pip_files(environment: Mapping[str, str]) -> list[Path]:
    """pip's configuration files in the order in which pip reads them."""
    if environment.get("PIP_CONFIG_FILE") == os.devnull:
        return []
    home = Path(environment.get("HOME") or "~").expanduser()
    if sys.platform == "win32":
        common = [Path(environment.get("PROGRAMDATA", "C:/ProgramData"), "pip", "pip.ini")]
        own = [home / "pip" / "pip.ini", Path(environment.get("APPDATA", home), "pip", "pip.ini")]
    else:
        settings = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
        common = [Path("/etc/xdg/pip/pip.conf"), Path("/etc/pip.conf")]
        own = [home / ".pip/pip.conf", home / "Library/Application Support/pip/pip.conf", settings / "pip/pip.conf"]
    named = environment.get("PIP_CONFIG_FILE")
    return [*common, *own, *([Path(named)] if named else [])]


def _usable(name: str, value: str) -> str:
    """`value` without folders that are not there: pip passes them by, uv stops at them."""
    if name == "no-index":
        return "1" if value.lower() in ("1", "true", "yes", "on") else ""
    if name == "index-url":
        return value
    kept = [place for place in value.split() if ("://" in place and not place.startswith("file:")) or _folder(place)]
    return (" " if name == "extra-index-url" else ",").join(kept)


def _folder(place: str) -> bool:
    return Path(place.removeprefix("file://")).exists()


def _uv_file_tells(environment: Mapping[str, str]) -> bool:
    home = Path(environment.get("HOME") or "~").expanduser()
    settings = Path(environment.get("APPDATA") or environment.get("XDG_CONFIG_HOME") or home / ".config")
    named = environment.get("UV_CONFIG_FILE")
    files = [settings / "uv/uv.toml", Path("/etc/uv/uv.toml"), *([Path(named)] if named else [])]
    return any(path.is_file() and "index" in path.read_text("utf-8", "replace") for path in files)
