"""How much may be uploaded: a whole number of megabytes, or a sentence."""

from __future__ import annotations

import pytest

from entrepot.parameters.serving import most_bytes
from entrepot.parameters.settings import WEB_UPLOAD_MB
from entrepot.vocabulary.errors import WrongCall


@pytest.mark.parametrize(("said", "found"), [("1", 1 << 20), ("0512", 512 << 20)])
def test_megabytes(said: str, found: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WEB_UPLOAD_MB.name, said)
    assert most_bytes() == found


@pytest.mark.parametrize("said", ["abc", "0", "-1", "1.5", "٣", "9" * 5000])
def test_anything_else_is_refused(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WEB_UPLOAD_MB.name, said)
    with pytest.raises(WrongCall, match=WEB_UPLOAD_MB.name) as refused:
        most_bytes()
    assert "512" in refused.value.message.zh
