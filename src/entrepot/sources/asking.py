"""Asking a publisher's server once, and telling what may be asked again from what may not."""

from __future__ import annotations

import email.utils
import random
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from entrepot.vocabulary.errors import SourceUnavailable, WrongCall
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import requests

MOST_REDIRECTS = 5
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 524})
"""Statuses that may be gone at the next try."""
SENT_ON = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a server, and how often to ask again. A connection is stalled when it gives fewer than
    `least_bytes` in `stall_s`."""

    tries: int = 6
    connect_s: float = 15.0
    stall_s: float = 45.0
    least_bytes: int = 1024
    first_wait_s: float = 1.0
    longest_wait_s: float = 60.0
    longest_asked_wait_s: float = 300.0

    def wait_s(self, failures: int) -> float:
        """Twice as long after each failure, somewhat at random so that many clients do not come back together."""
        return min(self.first_wait_s * 2.0 ** (failures - 1), self.longest_wait_s) * random.uniform(0.5, 1.0)  # noqa: S311


PATIENCE = Patience()


class TryAgain(Exception):
    """It went wrong in a way that may pass; `wait_s` is what the server asked for."""

    def __init__(self, reason: T, wait_s: float | None = None, *, useless_part: bool = False) -> None:
        super().__init__(reason.en)
        self.reason = reason
        self.wait_s = wait_s
        self.useless_part = useless_part


def shown(address: str) -> str:
    """The address without what may be secret in it: user, password, query."""
    parts = urlsplit(address)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}{parts.path}"


def by_hand(how: T | None) -> T:
    """What to do when a program does not get through."""
    if how is None:
        return T(
            "Get the file with a browser and give it to `entrepot ingest`.",
            "请用浏览器下载该文件，再用 `entrepot ingest` 导入。",
        )
    return T(f"By hand: {how.en} Then `entrepot ingest FILE`.", f"手工办法：{how.zh}然后运行 `entrepot ingest 文件`。")


def ask(
    session: requests.Session, address: str, *, headers: Mapping[str, str], patience: Patience, how: T | None = None
) -> requests.Response:
    """The answer (200 or 206, body not read yet) of one try; raises `TryAgain` or `SourceUnavailable`."""
    # Every command imports the sources, and hardly one asks a server.
    import requests

    start = address
    for _ in range(MOST_REDIRECTS + 1):
        _check_scheme(start, address)
        try:
            answer = session.get(
                address,
                # What the caller adds may be a key: it is for the host that was asked, not for where that sends us on.
                headers=headers if _same_host(start, address) else _without_secrets(headers),
                stream=True,
                allow_redirects=False,
                timeout=(patience.connect_s, patience.stall_s),
            )
        except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as problem:
            raise TryAgain(_no_answer(address, problem)) from problem
        except requests.RequestException as problem:
            raise SourceUnavailable(_no_answer(address, problem)) from problem
        if answer.status_code not in SENT_ON:
            return _judged(answer, address, how)
        target = answer.headers.get("Location", "")
        answer.close()
        address = urljoin(address, target)
    raise SourceUnavailable(
        T(
            f"{shown(start)} sends on and on (more than {MOST_REDIRECTS} times). {by_hand(how).en}",
            f"{shown(start)} 反复重定向（超过 {MOST_REDIRECTS} 次）。{by_hand(how).zh}",
        )
    )


def pause(patience: Patience, failures: int, asked_s: float | None) -> None:
    """Wait as the server asked, or else a while that grows."""
    time.sleep(patience.wait_s(failures) if asked_s is None else asked_s)


def _judged(answer: requests.Response, address: str, how: T | None) -> requests.Response:
    status = answer.status_code
    if status in (200, 206):
        return answer
    asked = _asked_wait(answer)
    answer.close()
    if status in PASSING:
        raise TryAgain(T(f"{shown(address)} answers {status}", f"{shown(address)} 返回 {status}"), asked)
    if status == 416:
        text = T("the part that is here does not fit the file there", "已下载的部分与服务器上的文件不符")
        raise TryAgain(text, useless_part=True)
    means = {
        401: T("it wants a key or password, or does not take the one given", "需要密钥或密码，或所给密钥无效"),
        403: T("it does not let programs (or this key) in", "不允许程序（或该密钥）访问"),
        404: T("there is no such file", "没有该文件"),
        410: T("the file is gone", "该文件已撤下"),
        412: T("the publisher guards its site against programs", "发布机构的网站有防护，不允许程序访问"),
    }.get(status, T("it does not give the file", "不提供该文件"))
    hand = by_hand(how)
    raise SourceUnavailable(
        T(
            f"{shown(address)} answers {status}: {means.en}. {hand.en}",
            f"{shown(address)} 返回 {status}：{means.zh}。{hand.zh}",
        )
    )


def _asked_wait(answer: requests.Response) -> float | None:
    """Seconds in Retry-After, given as a number or as a date."""
    text = answer.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    with suppress(ValueError, TypeError):
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    return None


def _check_scheme(start: str, address: str) -> None:
    first, now = urlsplit(start), urlsplit(address)
    if now.scheme not in ("http", "https") or not now.hostname:
        if start == address:
            raise WrongCall(T(f"{address!r} is no http or https address", f"“{address}”不是 http 或 https 地址"))
        raise SourceUnavailable(
            T(
                f"{shown(start)} sends on to a {now.scheme or 'broken'} address; not followed",
                f"{shown(start)} 重定向到 {now.scheme or '无效'} 地址，未跟随",
            )
        )
    if first.scheme == "https" and now.scheme == "http":
        raise SourceUnavailable(
            T(
                f"{shown(start)} sends on from https to plain http; not followed",
                f"{shown(start)} 从 https 重定向到明文 http，未跟随",
            )
        )


def _same_host(one: str, other: str) -> bool:
    return urlsplit(one).netloc == urlsplit(other).netloc


def _without_secrets(headers: Mapping[str, str]) -> dict[str, str]:
    harmless = {"accept", "accept-encoding", "range", "if-range", "user-agent"}
    return {name: value for name, value in headers.items() if name.lower() in harmless}


def _no_answer(address: str, problem: Exception) -> T:
    # The text of the library's exceptions holds the whole address, query included: only their kind is told.
    kind = type(problem).__name__
    return T(f"{shown(address)} does not answer ({kind})", f"{shown(address)} 没有应答（{kind}）")
