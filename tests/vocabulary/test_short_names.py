"""One short name for each place, with the article where a sentence wants one."""

from __future__ import annotations

import pytest

from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.short_names import SHORT_NAMES, name_in_sentences, short_name
from entrepot.vocabulary.text import T


@pytest.mark.parametrize(
    ("place", "label", "sentence"),
    [
        ("CN-SX", T("Shanxi", "山西"), "Shanxi"),
        ("内蒙古自治区", T("Inner Mongolia", "内蒙古"), "Inner Mongolia"),
        ("CN-LN-FS", T("Fushun", "抚顺"), "Fushun"),
        ("USA", T("United States", "美国"), "the United States"),
        ("ASEAN", T("ASEAN", "东盟"), "ASEAN"),
        ("KOR", T("South Korea", "韩国"), "South Korea"),
        ("EU", T("EU", "欧盟"), "the EU"),
    ],
)
def test_a_name(place: str, label: T, sentence: str) -> None:
    assert short_name(place) == label
    assert name_in_sentences(place) == T(sentence, label.zh)


def test_every_short_name_is_of_a_place() -> None:
    assert [place for place in SHORT_NAMES if short_name(place) != SHORT_NAMES[place]] == []


def test_an_unknown_place_is_refused() -> None:
    with pytest.raises(UnknownName):
        short_name("Atlantis")
