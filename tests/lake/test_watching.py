"""What is told of an ingest while it runs."""

from __future__ import annotations

import threading
from pathlib import Path

from entrepot.lake.engine import connect
from entrepot.lake.watching import watched
from entrepot.vocabulary.steps import Step
from entrepot.vocabulary.text import T
from entrepot.workbench import Workbench

QUERY = "数据年月,贸易伙伴编码,美元\n202403,133,5\n"


def test_an_ingest_tells_its_steps_and_how_far_they_are(tmp_path: Path) -> None:
    told: list[Step] = []
    halves: list[float | None] = []

    def listen(step: T) -> None:
        if isinstance(step, Step):
            told.append(step)
            halves.append(step.share() if step.share else None)

    file = tmp_path / "export.csv"
    file.write_text(QUERY, encoding="utf-8")
    Workbench(tmp_path / "lake").ingest(file, progress=listen)
    assert [(step.number, step.of) for step in told] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert [step.zh for step in told] == ["查看是否已导入", "读取", "检查", "写入"]
    assert halves[0] == 0
    # Asked when all is over, no step meets a closed connection or file.
    assert [step.share() for step in told if step.share] == [1, None, None]


def test_a_running_query_is_followed_from_another_thread(tmp_path: Path) -> None:
    seen: list[float] = []
    with connect(spill=tmp_path) as connection, watched(connection) as share:
        over = threading.Event()

        def follow() -> None:
            while not over.wait(0.001):
                seen.extend(now for now in (share(),) if now is not None)

        follower = threading.Thread(target=follow)
        follower.start()
        for _ in range(3):
            connection.execute("CREATE OR REPLACE TEMP TABLE a AS SELECT hash(range) AS h FROM range(3_000_000)")
        over.set()
        follower.join()
    assert seen
    assert all(0 <= now <= 1 for now in seen)
    assert share() is None
