"""The same questions on Spark: every worked example, and a lake whose Parquet files Spark reads by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from entrepot.measures import all_measures
from entrepot.measures.inputs import unbound
from entrepot.workbench import Workbench
from entrepot.workbench.question import Question

pytest.importorskip("pyspark", reason="pyspark is not installed here (./entrepot test --spark installs it)")
pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore"),  # pyspark itself warns under new versions of Python and pandas
]

LAZY = [measure for measure in all_measures() if not measure.arrays]
ADDRESS = "local[2]"


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from entrepot.workbench.on_spark import OnSpark, session

    made = session(ADDRESS)
    yield OnSpark(made)
    made.stop()


@pytest.mark.parametrize("measure", LAZY, ids=lambda measure: measure.id)
def test_examples(measure: Any, spark: Any, assert_expected: Callable[..., None]) -> None:
    for example in measure.examples:
        tables = example.tables()
        lazy = {name: unbound(name, table) for name, table in tables.items()}
        question = Question(measure, example.by, dict(example.options), lazy, tables)
        assert_expected(measure, example, question.work_out(spark).to_pylist())


@pytest.mark.parametrize(
    ("measure", "asked"),
    [
        ("trade_dependence", {"region": "辽宁"}),
        ("partner_share", {"region": "辽宁", "source": "sample_world", "period": "2021"}),
        ("rca", {"region": "辽宁", "source": "sample_world", "period": "2021", "digits": 2}),
        ("growth", {"region": "山西", "source": "sample_world", "frequency": "year"}),
    ],
)
def test_the_lake(measure: str, asked: dict[str, Any], workbench: Workbench) -> None:
    here = workbench.measure(measure, **asked).records()
    there = workbench.measure(measure, **asked, engine=ADDRESS).records()
    assert len(here) == len(there)
    for ours, theirs in zip(here, there, strict=True):
        for name, value in ours.items():
            assert theirs[name] == (pytest.approx(value, rel=1e-12) if isinstance(value, float) else value), name
