"""What an unknown name is answered with: the near names, a few known ones, or where they are listed."""

from __future__ import annotations

import pytest

from entrepot.vocabulary.errors import UnknownName
from entrepot.vocabulary.text import T

LEVEL = T("level", "等级")


@pytest.mark.parametrize(
    ("name", "known", "hint", "en", "zh"),
    [
        ("hgh", ["low", "high"], None, "no level is called 'hgh'; did you mean high?", "没有名为“hgh”的等级；是否要找：high？"),
        ("x", ["low", "high"], None, "no level is called 'x' (known: low, high)", "没有名为“x”的等级（可用：low、high）"),
        ("x", [], None, "no level is called 'x'", "没有名为“x”的等级"),
        ("x", [f"name {n}" for n in range(17)], None, "no level is called 'x'", "没有名为“x”的等级"),
        ("x", ["low"], T("; see there", "；见彼处"), "no level is called 'x'; see there", "没有名为“x”的等级；见彼处"),
        ("x", ["low"], T("(see there)", "（见彼处）"), "no level is called 'x' (see there)", "没有名为“x”的等级（见彼处）"),
        ("x", ["low"], T("See there", "见彼处"), "no level is called 'x'. See there", "没有名为“x”的等级。见彼处"),
        ("lo", ["low"], T("See there", "见彼处"), "no level is called 'lo'; did you mean low? See there", "没有名为“lo”的等级；是否要找：low？见彼处"),
    ],
)  # fmt: skip
def test_what_is_said_of_an_unknown_name(name: str, known: list[str], hint: T | None, en: str, zh: str) -> None:
    message = UnknownName(LEVEL, name, known, hint=hint).message
    assert (message.en, message.zh) == (en, zh)
