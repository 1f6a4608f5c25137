"""What a message says for the command line is something to click on a page, and nothing gets in with it."""

from __future__ import annotations

import pytest

from entrepot.vocabulary.text import in_language
from entrepot.web.front.templatetags.clicked import clicked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "take in BACI (entrepot source show baci)",
            'take in BACI (<a href="/en/data/#source-baci">where to get it</a>)',
        ),
        (
            "take them in (docs/notices.md)",
            'take them in (<a href="/en/data/#source-notices">how such a list looks</a>)',
        ),
        ("told in CNY too: --currency CNY", "told in CNY too"),
        ("ask with method pass_through", "ask with “equilibrium of countries, passed through by exposure”"),
        ("<b>entrepot source show nothing</b>", "&lt;b&gt;entrepot source show nothing&lt;/b&gt;"),
        ('entrepot source show "><script>', "entrepot source show &quot;&gt;&lt;script&gt;"),
    ],
)
def test_commands_become_links_and_names(text: str, shown: str) -> None:
    with in_language("en"):
        assert clicked(text) == shown


def test_chinese_reads_as_chinese() -> None:
    with in_language("zh"):
        assert clicked("另有CNY数据：--currency CNY") == "另有以人民币计价的数据"
        assert clicked("请改用 stress 方法") == "请改用“本地区流量表的压力测试”"
