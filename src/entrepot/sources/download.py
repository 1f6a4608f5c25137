"""Getting one file over the network, whole or not at all: resumed, verified, bounded."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from entrepot.sources.asking import PATIENCE, Patience, TryAgain, ask, by_hand, pause, shown
from entrepot.sources.part import Part, sha256_of, version_of
from entrepot.vocabulary.errors import BadMachine, SourceUnavailable, WrongCall
from entrepot.vocabulary.file_names import writable_anywhere
from entrepot.vocabulary.text import T

if TYPE_CHECKING:
    import requests

MOST_BYTES = 64 * 2**30
PIECE = 1 << 16
FORWARD = 1 << 20
"""A try that brought this much does not count as failed: a long file over a bad line comes in the end."""
LOOK = 64
"""Enough of a beginning to tell a web page from data."""
PAGE_BEGINNINGS = (b"<!doctype html", b"<html", b"<head", b"<script", b"<body", b"<meta")

Progress = Callable[[int, int | None], None]
Watcher = Callable[[str, int, int | None], None]
"""Called with a file's name, the bytes that are here and, if known, those there are in all."""

_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    """Meanwhile `watcher` is told of every download here, however deep in a source it is asked for."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One file to get, and what is known of it."""

    part: Part
    headers: Mapping[str, str]
    sha256: str | None
    size: int | None
    progress: Progress
    patience: Patience
    max_bytes: int
    how: T | None

    @property
    def where(self) -> str:
        return shown(self.part.address)


def download(
    address: str,
    *,
    into: Path,
    name: str,
    sha256: str | None = None,
    size: int | None = None,
    headers: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    patience: Patience = PATIENCE,
    max_bytes: int = MOST_BYTES,
    how: T | None = None,
) -> Path:
    """The file at `address` as `into/name`; what came before an interruption waits in `name.part` for the next call.

    `headers` may hold a key: they are shown nowhere and not sent on to another host. `progress` is called with the
    bytes so far and, if known, in all. `how` tells a person how to get the file by hand.
    """
    if PureWindowsPath(name).name != name or name in ("", ".", "..") or not writable_anywhere(name):
        raise WrongCall(T(f"{name!r} is no plain file name", f"“{name}”不是普通文件名"))
    part = Part(into / name, address)
    digest = sha256.lower() if sha256 else None
    told = progress or _telling(name)
    wanted = _Wanted(part, headers or {}, digest, size, told, patience, max_bytes, how)
    try:
        into.mkdir(parents=True, exist_ok=True)
        lock = into / f"{name}.lock"
        with FileLock(lock, timeout=0):
            try:
                _whole(wanted)
            finally:
                # Windows deletes no file that is open, and there the lock goes by itself.
                with suppress(PermissionError):
                    lock.unlink(missing_ok=True)
    except Timeout as problem:
        text = T(f"another program is getting {name} into this folder now", f"另一个程序正在向该文件夹下载 {name}")
        raise WrongCall(text) from problem
    except OSError as problem:
        raise _machine(problem, into) from problem
    return part.final


def _telling(name: str) -> Progress:
    watcher = _watcher.get()
    return (lambda done, total: watcher(name, done, total)) if watcher else (lambda *_: None)


def _whole(wanted: _Wanted) -> None:
    # Every command imports the sources, and hardly one downloads.
    import requests

    part = wanted.part
    if wanted.sha256 is not None and part.final.is_file() and sha256_of(part.final) == wanted.sha256:
        return
    failures = 0
    with requests.Session() as session:
        while True:
            before = part.length
            try:
                _one_try(session, wanted)
            except TryAgain as problem:
                failures = 1 if part.length - before >= FORWARD else failures + 1
                _give_up_or_wait(wanted, failures, problem)
            else:
                return


def _one_try(session: requests.Session, wanted: _Wanted) -> None:
    """Go on from the part that is here, or from the start; the file is there under its final name, or an exception."""
    part, version = wanted.part, wanted.part.version
    offset = part.length if version else 0
    headers = {"Accept-Encoding": "identity", **wanted.headers}
    if offset and version:
        headers |= {"Range": f"bytes={offset}-", "If-Range": version}
    try:
        answer = ask(session, part.address, headers=headers, patience=wanted.patience, how=wanted.how)
    except TryAgain as problem:
        if problem.useless_part:
            part.forget()
        raise
    with answer:
        if answer.status_code == 206:
            if not _goes_on(answer, offset, version):
                part.forget()
                raise TryAgain(T("the server sends another piece than asked for", "服务器返回的不是所请求的部分"))
        else:
            offset = 0
        total = _total(answer, offset)
        _check_length(wanted, total)
        done = _keep(answer, wanted, offset, total)
    if done == 0:
        raise TryAgain(T("the answer is empty", "返回内容为空"))
    if total is not None and done < total:
        raise TryAgain(T(f"{done:,} of {total:,} bytes came", f"共 {total:,} 字节，只收到 {done:,} 字节"))
    _verify(wanted, resumed=offset > 0)
    part.finish()


def _goes_on(answer: requests.Response, offset: int, version: str | None) -> bool:
    """Whether a partial answer begins where the part ends, and is of the same version."""
    same_place = answer.headers.get("Content-Range", "").startswith(f"bytes {offset}-")
    now = version_of(answer.headers)
    return offset > 0 and same_place and now in (None, version)


def _total(answer: requests.Response, offset: int) -> int | None:
    """How long the whole file is, as far as the server tells."""
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        return None
    if answer.status_code == 206:
        told = answer.headers.get("Content-Range", "").rpartition("/")[2]
        return int(told) if told.isascii() and told.isdigit() else None
    told = answer.headers.get("Content-Length", "")
    return offset + int(told) if told.isascii() and told.isdigit() else None


def _check_length(wanted: _Wanted, total: int | None) -> None:
    if total is not None and total > wanted.max_bytes:
        raise _too_long(wanted, total)
    if total is not None and wanted.size is not None and total != wanted.size:
        raise _another_file(wanted, f"{wanted.size:,} bytes", f"{total:,}", f"{wanted.size:,} 字节", f"{total:,}")


def _keep(answer: requests.Response, wanted: _Wanted, offset: int, total: int | None) -> int:
    """Write the body as it comes; how many bytes of the file are here then."""
    part, done = wanted.part, offset
    pieces = _pieces(answer, wanted.patience)
    first = next(pieces, b"")
    if offset == 0:
        _refuse_page(answer, first, wanted)
        part.begin(version_of(answer.headers))
    with part.path.open("ab") as file:
        piece: bytes | None = first
        while piece:
            if done + len(piece) > min(wanted.max_bytes, wanted.size or wanted.max_bytes):
                file.close()
                part.forget()
                raise _too_long(wanted, done + len(piece))
            file.write(piece)
            done += len(piece)
            # `progress` may raise: what came is on the disk by then.
            file.flush()
            wanted.progress(done, total)
            piece = next(pieces, None)
    return done


def _pieces(answer: requests.Response, patience: Patience) -> Iterator[bytes]:
    """The body as it comes, in pieces long enough to look at; a trickle counts as a stall."""
    import urllib3

    begun, since, held = time.monotonic(), 0, bytearray()
    try:
        while piece := answer.raw.read1(PIECE, decode_content=True):
            since += len(piece)
            held += piece
            if time.monotonic() - begun > patience.stall_s:
                if since < patience.least_bytes:
                    raise TryAgain(T("the connection has stalled", "连接停滞"))
                begun, since = time.monotonic(), 0
            if len(held) >= LOOK:
                yield bytes(held)
                held.clear()
    except (urllib3.exceptions.HTTPError, OSError) as problem:
        if held:
            yield bytes(held)
        raise TryAgain(T("the connection broke off", "连接中断")) from problem
    if held:
        yield bytes(held)


def _refuse_page(answer: requests.Response, first: bytes, wanted: _Wanted) -> None:
    """A page for people (a notice, a log-in, a guard's puzzle) served with status 200 is no data."""
    beginning = first.removeprefix(b"\xef\xbb\xbf").lstrip()[:LOOK].lower()
    is_page = answer.headers.get("Content-Type", "").lower().startswith(("text/html", "application/xhtml"))
    if is_page or beginning.startswith(PAGE_BEGINNINGS):
        hand = by_hand(wanted.how)
        raise SourceUnavailable(
            T(
                f"{wanted.where} serves a web page where data was expected: the file has moved, or the publisher "
                f"guards its site. {hand.en}",
                f"{wanted.where} 返回的是网页而不是数据：文件可能已移走，或网站有防护。{hand.zh}",
            )
        )


def _verify(wanted: _Wanted, *, resumed: bool) -> None:
    part = wanted.part
    if wanted.size is not None and part.length != wanted.size:
        raise TryAgain(
            T(f"{part.length:,} of {wanted.size:,} bytes came", f"共 {wanted.size:,} 字节，只收到 {part.length:,} 字节")
        )
    if wanted.sha256 is None:
        return
    found = sha256_of(part.path)
    if found == wanted.sha256:
        return
    part.forget()
    if resumed:
        raise TryAgain(T("the pieces do not fit together", "各部分拼接后校验不符"))
    raise _another_file(
        wanted, f"sha256 {wanted.sha256[:12]}…", f"{found[:12]}…", f"sha256 {wanted.sha256[:12]}…", f"{found[:12]}…"
    )


def _give_up_or_wait(wanted: _Wanted, failures: int, problem: TryAgain) -> None:
    asked, longest = problem.wait_s, wanted.patience.longest_asked_wait_s
    if asked is not None and asked > longest:
        raise SourceUnavailable(
            T(
                f"{problem.reason.en} and asks to come back in {asked:.0f} seconds: run the same command again then",
                f"{problem.reason.zh}，并要求 {asked:.0f} 秒后再来：请届时再运行同一命令",
            )
        ) from problem
    if failures >= wanted.patience.tries:
        hand = by_hand(wanted.how)
        kept, kept_zh = "", ""
        if wanted.part.version:
            kept = f" {wanted.part.length:,} bytes are kept; the same command goes on from there."
            kept_zh = f"已保留 {wanted.part.length:,} 字节，再次运行同一命令即可续传。"
        raise SourceUnavailable(
            T(
                f"{wanted.where}: gave up after {failures} tries: {problem.reason.en}.{kept} {hand.en}",
                f"{wanted.where}：尝试 {failures} 次后放弃：{problem.reason.zh}。{kept_zh}{hand.zh}",
            )
        ) from problem
    pause(wanted.patience, failures, asked)


def _too_long(wanted: _Wanted, found: int) -> SourceUnavailable:
    most = min(wanted.max_bytes, wanted.size or wanted.max_bytes)
    return SourceUnavailable(
        T(
            f"{wanted.where} sends {found:,} bytes or more where {most:,} are the most expected; nothing is kept",
            f"{wanted.where} 发送了 {found:,} 字节以上，超过预期上限 {most:,} 字节；未保留任何内容",
        )
    )


def _another_file(wanted: _Wanted, known: str, found: str, known_zh: str, found_zh: str) -> SourceUnavailable:
    hand = by_hand(wanted.how)
    return SourceUnavailable(
        T(
            f"{wanted.where} is not the file that was announced: {known} expected, {found} found. The publisher may "
            f"have revised it: look at its page. {hand.en}",
            f"{wanted.where} 不是所声明的文件：应为 {known_zh}，实为 {found_zh}。发布机构可能已修订：请查看其网页。{hand.zh}",
        )
    )


def _machine(problem: OSError, into: Path) -> BadMachine:
    if problem.errno == errno.ENOSPC:
        text = T(
            f"the disk of {into} is full: make room, then run the same command again",
            f"{into} 所在磁盘已满：请清理后重试",
        )
    else:
        text = T(f"cannot write in {into}: {problem.strerror}", f"无法写入 {into}：{problem.strerror}")
    return BadMachine(text)
