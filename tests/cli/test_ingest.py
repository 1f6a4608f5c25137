"""`entrepot ingest` answers for each file by itself, in one form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from entrepot.cli.entry import run

QUERY = "数据年月,贸易伙伴编码,美元\n202403,133,5\n"


def test_an_unreadable_file_does_not_keep_the_next_from_being_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "list.csv").write_text("name,colour\napple,red\n", encoding="utf-8")
    (tmp_path / "export.csv").write_text(QUERY, encoding="utf-8")
    files = [str(tmp_path / name) for name in ("list.csv", "absent.csv", "export.csv")]
    code = run(["--lake", str(tmp_path / "lake"), "ingest", *files, "--json"])
    refused, absent, kept = map(json.loads, capsys.readouterr().out.splitlines())
    assert code == 3
    for answer in (refused, absent):
        assert (answer["batch"], answer["rows_read"], answer["rows_kept"]) == (None, 0, 0)
        assert [(f["level"], f["rule"]) for f in answer["findings"]] == [("stop", "unreadable")]
    assert "its columns are: name, colour" in refused["error"]
    assert (kept["source"], kept["rows_kept"], kept["findings"]) == ("china_customs", 1, [])
