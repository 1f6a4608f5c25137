"""The page of a study: the claims that were checked, and the study itself to be taken away."""

from __future__ import annotations

from typing import Any

import pytest

from entrepot.studies.study_file import study_of_toml


@pytest.fixture
def guest(site: str, visitor: Any) -> Any:
    return visitor(site)


def test_the_study_can_be_taken_away_and_run_again(guest: Any) -> None:
    page = guest.get("/en/studies/shanxi-asean/").text
    assert 'href="/en/studies/shanxi-asean/study.toml"' in page
    reply = guest.get("/zh/studies/shanxi-asean/study.toml")
    assert (reply.status, reply.headers["content-disposition"]) == (200, 'attachment; filename="shanxi-asean.toml"')
    assert study_of_toml(reply.text, file="shanxi-asean.toml").id == "shanxi-asean"


def test_the_page_leads_to_the_claims_that_were_checked(guest: Any) -> None:
    page = guest.get("/en/studies/shanxi-asean/").text
    assert 'href="#fig-claims"' in page
    assert page.partition('id="rows-claims"')[2].partition("</table>")[0].count("<tr") == 13


@pytest.mark.parametrize("name", ["..%2F..%2Fetc%2Fpasswd", "%2Fetc%2Fpasswd", "nothing", "shanxi-asean.toml"])
def test_no_other_file_is_given(name: str, guest: Any) -> None:
    assert guest.get(f"/en/studies/{name}/study.toml").status == 404
