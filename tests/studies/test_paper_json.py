"""Saved runs are read back whole, those of before with their words in one language too."""

from __future__ import annotations

import json

from entrepot.studies.paper import Batch, Derivation, Paper
from entrepot.studies.paper_json import paper_json, paper_of_json
from entrepot.vocabulary.text import T

WHY = Derivation(
    "a", T("exports", "出口额"), "exports[period=2015]", T("USD 50.84 bn", "508.4亿美元"), (T("table 3", "表3"),), ("b",), "2026-11-01",
    figures=("508.4 1e8 USD (table 3)",),
)  # fmt: skip
PAPER = Paper(
    "p", T("t", "题"), None, None, (), (), (WHY,), (), "2026-11-01", (Batch("b", T("s", "源"), "f.csv", "2026-11-01"),)
)


def test_it_is_read_back_whole() -> None:
    assert paper_of_json(paper_json(PAPER)) == PAPER


def test_a_run_saved_before_batches_and_words_were_in_it() -> None:
    saved = json.loads(paper_json(PAPER))
    del saved["paper"]["batches"]
    (why,) = saved["paper"]["derivations"]
    why |= {"filled": "508.4 1e8 USD", "inputs": ["508.4 1e8 USD (table 3)"]}
    del why["figures"]
    (found,) = paper_of_json(json.dumps(saved)).derivations
    assert found.figures == ("508.4 1e8 USD (table 3)",)
    assert (found.inputs[0].zh, found.filled.en) == ("508.4 1e8 USD (table 3)", "508.4 1e8 USD")
