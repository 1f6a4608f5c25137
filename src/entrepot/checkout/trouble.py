"""Why a set-up failed, as one sentence that says what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from entrepot.vocabulary.errors import BadMachine
from entrepot.vocabulary.text import T


@dataclass(frozen=True, slots=True)
class Trouble:
    """One way for the machine to be in the way: how installers' words give it away, and what to tell the user.

    `untouched`: nothing was installed when this happens, so that what stood before still stands.
    `elsewhere`: another installer may get by.
    """

    words: re.Pattern[str]
    sentence: T
    untouched: bool = False
    elsewhere: bool = False


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


FULL = Trouble(
    words=_words(
        r"no space left", r"os error 28\b", r"errno 28\b", r"not enough space", r"os error 112\b", r"disk quota"
    ),
    sentence=T(
        "the disk is full: {venv} and the folder for temporary files need about 1.5 GB; make room and start again",
        "磁盘已满：{venv} 和临时文件夹约需 1.5 GB；请腾出空间后重新启动",
    ),
)
RIGHTS = Trouble(
    words=_words(
        r"permission denied", r"read-only file system", r"os error (13|30|5)\b", r"errno (13|30)\b", r"access is denied"
    ),
    sentence=T(
        "{venv} cannot be written; name a folder of your own to install in and start again: ENTREPOT_VENV=DIR",
        "无权写入 {venv}；请用 ENTREPOT_VENV=文件夹 指定一个可写的安装位置，然后重新启动",
    ),
)
ALTERED = Trouble(
    words=_words(r"hash mismatch", r"do not match the hashes", r"these packages do not match"),
    sentence=T(
        "a package is not the one that {lock} names by its hash, so it was not installed; "
        "ask whoever runs your package index (all of it: {log})",
        "下载的软件包与 {lock} 中的哈希值不符，未予安装；请询问软件包索引的管理者（详见 {log}）",
    ),
    untouched=True,
)
NETWORK = Trouble(
    words=_words(
        *(
            r"error sending request",
            r"dns error",
            r"connection (refused|reset|broken|error|timed out)",
            r"failed to fetch",
        ),
        *(r"max retries exceeded", r"new connection", r"name resolution", r"timed out", r"tunnel error", r"proxyerror"),
        *(
            r"sslerror",
            r"certificate verify",
            r"invalid peer certificate",
            r"network is unreachable",
            r"could not connect",
        ),
        *(r"request failed after", r"incomplete ?read", r"error decoding response body", r"remote end closed"),
    ),
    sentence=T(
        "the package index cannot be reached; check the network (or the index and proxy that pip or uv is set to) and "
        "start again, or bring a folder made elsewhere by ./entrepot bundle (all of it: {log})",
        "无法连接软件包索引；请检查网络（或 pip、uv 设置的索引和代理）后重新启动，"
        "或使用在别处由 ./entrepot bundle 制作的离线文件夹（详见 {log}）",
    ),
    untouched=True,
)
LACKING = Trouble(
    words=_words(
        *(r"no matching distribution", r"could not find a version", r"no solution found", r"was not found in the"),
        *(
            r"has no wheels with a matching",
            r"no wheels? are usable",
            r"http error 40[34]",
            r"40[34] (not found|forbidden|client)",
        ),
    ),
    sentence=T(
        "the package index that pip or uv is set to lacks a package of {lock}, or lacks it for this Python; "
        "set another index or take another Python (all of it: {log})",
        "pip 或 uv 所设的索引缺少 {lock} 中的某个软件包，或没有适用于此 Python 的版本；"
        "请更换索引或 Python（详见 {log}）",
    ),
    untouched=True,
    elsewhere=True,
)
OTHER_MACHINE = Trouble(
    words=LACKING.words,
    sentence=T(
        "this folder was made for another Python or another system than this one; make one with "
        "./entrepot bundle DIR --platform SYSTEM --python-version VERSION (all of it: {log})",
        "此离线文件夹是为其他 Python 版本或其他系统制作的；请用 "
        "./entrepot bundle 文件夹 --platform 系统 --python-version 版本 重新制作（详见 {log}）",
    ),
)
UNFORESEEN = Trouble(
    words=_words(""),
    sentence=T(
        "the installation failed: {last}; start again, and if it fails again report it with {log}",
        "安装失败：{last}；请重新启动，若再次失败请附上 {log} 反馈",
    ),
    elsewhere=True,
)
# A full disk and a missing right also break connections: the first that fits is the one told.
TROUBLES = (FULL, RIGHTS, ALTERED, NETWORK, LACKING, UNFORESEEN)


def trouble_in(output: str) -> Trouble:
    """What an installer's words say went wrong."""
    return next(trouble for trouble in TROUBLES if trouble.words.search(output))


class SetUpFailed(BadMachine):
    """The set-up stopped; `trouble` is why."""

    def __init__(self, trouble: Trouble, *, venv: Path, lock: Path, log: Path, output: str = "") -> None:
        self.trouble = trouble
        lines = [line.strip() for line in output.splitlines() if line.strip()]
        named = {"venv": venv, "lock": lock.name, "log": log, "last": lines[-1] if lines else "?"}
        super().__init__(T(trouble.sentence.en.format(**named), trouble.sentence.zh.format(**named)))
