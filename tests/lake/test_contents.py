"""What the lake holds, at a glance: of whatever table it may be."""

from __future__ import annotations

from pathlib import Path

from entrepot.lake.contents import contents
from entrepot.workbench import Workbench

NOTICES = """id,kind,imposed_by,affected,products,nomenclature,in_force_from,title_en,title_zh
EX-1,tbt,USA,all,8507,HS2022,2021-03-01,A rule,规则
EX-2,tbt,EU,all,8501,HS2022,2022-03-01,Another rule,另一规则
"""


def test_notices_are_held_like_anything_else(tmp_path: Path) -> None:
    file = tmp_path / "notices.csv"
    file.write_text(NOTICES, encoding="utf-8")
    bench = Workbench(tmp_path / "lake")
    bench.ingest(file)
    (held,) = contents(bench.lake)
    assert (held["table"], held["rows"], held["areas"], held["synthetic"]) == ("notices", 2, 2, False)
