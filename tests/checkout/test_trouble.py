"""Installers' words, as they were printed, and the trouble that they tell of."""

from __future__ import annotations

from pathlib import Path

import pytest

from entrepot.checkout import trouble
from entrepot.checkout.trouble import (
    ALTERED,
    FULL,
    LACKING,
    NETWORK,
    RIGHTS,
    UNFORESEEN,
    SetUpFailed,
    Trouble,
    trouble_in,
)

SAID = [
    ("error: Failed to install: pyarrow\n  Caused by: No space left on device (os error 28)", FULL),
    ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", FULL),
    ("error: failed to write to file: There is not enough space on the disk. (os error 112)", FULL),
    ("[Errno 13] Permission denied: '/srv/entrepot/.venv'", RIGHTS),
    ("[Errno 30] Read-only file system: '/srv/entrepot/.venv'", RIGHTS),
    ("PermissionError: [WinError 5] Access is denied: 'C:\\\\entrepot'", RIGHTS),
    ("error: Hash mismatch for `duckdb==2.0.0`", ALTERED),
    ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", ALTERED),
    ("error: Request failed after 3 retries\n  Caused by: dns error: failed to lookup address information", NETWORK),
    (
        "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('Failed to establish a new "
        "connection: [Errno 111] Connection refused')'\nERROR: No matching distribution found for uv==0.13.9",
        NETWORK,
    ),
    ("error: invalid peer certificate: UnknownIssuer", NETWORK),
    ("ReadTimeoutError: HTTPSConnectionPool(host='index.example', port=443): Read timed out.", NETWORK),
    ("error: Because duckdb was not found in the package registry and you require duckdb", LACKING),
    ("ERROR: No matching distribution found for duckdb==2.0.0", LACKING),
    ("Segmentation fault", UNFORESEEN),
    ("", UNFORESEEN),
]


@pytest.mark.parametrize(("output", "expected"), SAID)
def test_words_tell_the_trouble(output: str, expected: Trouble) -> None:
    assert trouble_in(output) is expected


@pytest.mark.parametrize("kind", [*trouble.TROUBLES, trouble.OTHER_MACHINE])
def test_every_sentence_is_whole_in_both_languages(kind: Trouble) -> None:
    error = SetUpFailed(
        kind, venv=Path("/v"), lock=Path("/l/requirements.lock"), log=Path("/v/log"), output="a\n last words \n"
    )
    assert error.exit_code == 8
    for sentence in (error.message.en, error.message.zh):
        assert "{" not in sentence
        assert "\n" not in sentence
        assert "/v" in sentence
