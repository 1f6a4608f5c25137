"""Claims by themselves as a study: somebody's own table of them becomes a paper like any other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from entrepot.studies.claim_formula import figures_in
from entrepot.studies.claims import Claim
from entrepot.studies.declaration import ClaimsOf, SectionOf, Study
from entrepot.studies.figures import area_id
from entrepot.studies.shelf import shipped_titles
from entrepot.vocabulary.text import T

_TITLE: Final = T("Claims checked", "论断核对")
_NOWHERE: Final = ("CHN", "2020")
"""Where and when, of claims whose formulas name neither: nothing in the paper rests on it."""


def study_of_claims(claims: Sequence[Claim], *, file: str) -> Study:
    """A study of nothing but these claims, which are handed over under the name `file` when it is run."""
    block = ClaimsOf("claims", T("Each claim and what comes of it", "各条论断及核对结果"), file)
    return Study(
        id="claims", title=_title(claims), regions=(_area(claims),), period=_NOWHERE[1],
        sections=(SectionOf("front", T("Verdicts", "结论"), (block,)),),
    )  # fmt: skip


def _title(claims: Sequence[Claim]) -> T:
    """With the paper that they are of, if they are of one."""
    papers = tuple(dict.fromkeys(one.study for one in claims))
    if len(papers) != 1:
        return _TITLE
    named = dict(shipped_titles()).get(papers[0], T(papers[0], papers[0]))
    return T(f"{_TITLE.en}: {named.en}", f"{_TITLE.zh}：{named.zh}")


def _area(claims: Sequence[Claim]) -> str:
    """The first place that any of them speaks of."""
    named = (name for one in claims for figure in figures_in(one.formula) for name in figure.values("area"))
    return next((area_id(name) for name in named), _NOWHERE[0])
