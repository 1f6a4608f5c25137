"""One file over the network: whole, the right one, or not at all."""

from __future__ import annotations

import email.utils
import gzip
import hashlib
import socket
import threading
import time
from pathlib import Path

import pytest
from filelock import FileLock
from local_server import cut, serving, whole

from entrepot.sources.asking import Patience, shown
from entrepot.sources.download import download
from entrepot.vocabulary.errors import BadMachine, SourceUnavailable, WrongCall
from entrepot.vocabulary.text import T

BODY = bytes(range(256)) * 1024
SHA = hashlib.sha256(BODY).hexdigest()
QUICK = Patience(tries=4, connect_s=2, stall_s=0.4, least_bytes=1000, first_wait_s=0.01, longest_wait_s=0.05)


def get(server, into: Path, path: str = "/file", **more):
    return download(server.address + path, into=into, name="got.bin", patience=more.pop("patience", QUICK), **more)


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_brings_the_bytes_and_leaves_nothing_else(tmp_path):
    seen = []
    with serving(whole(BODY)) as server:
        path = get(server, tmp_path, sha256=SHA.upper(), progress=lambda done, total: seen.append((done, total)))
    assert path.read_bytes() == BODY
    assert left(tmp_path) == ["got.bin"]
    assert seen[-1] == (len(BODY), len(BODY))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_a_file_with_the_right_hash_is_not_asked_for_again(tmp_path):
    with serving(whole(BODY)) as server:
        get(server, tmp_path, sha256=SHA)
        get(server, tmp_path, sha256=SHA)
        assert len(server.asked) == 1


def test_a_drop_is_gone_on_with_from_where_it_broke(tmp_path):
    with serving(cut(BODY, 100_000), whole(BODY)) as server:
        assert get(server, tmp_path).read_bytes() == BODY
        assert server.asked[1]["range"] == "bytes=100000-"
        assert server.asked[1]["if-range"] == '"one"'


def test_many_drops_do_not_tire_it_while_it_gets_on(tmp_path):
    body = BODY * 40
    step = 1 << 20

    def short(handler):
        start = int(handler.headers.get("Range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        rest = len(body) - start
        place = {"Content_Range": f"bytes {start}-{len(body) - 1}/{len(body)}"} if start else {}
        handler.answer(
            206 if start else 200, body[start : start + step], Content_Length=str(rest), ETag='"one"', **place
        )

    with serving(short) as server:
        assert get(server, tmp_path, patience=Patience(tries=2, first_wait_s=0.001)).read_bytes() == body
        assert len(server.asked) == 10


def test_a_drop_without_a_version_starts_again(tmp_path):
    with serving(cut(BODY, 100_000, etag=None), whole(BODY, etag=None)) as server:
        assert get(server, tmp_path).read_bytes() == BODY
        assert "range" not in server.asked[1]


def test_a_weak_tag_is_no_version(tmp_path):
    with serving(cut(BODY, 100_000, etag='W/"one"'), whole(BODY)) as server:
        assert get(server, tmp_path).read_bytes() == BODY
        assert "range" not in server.asked[1]


def test_a_file_changed_between_tries_is_never_mixed(tmp_path):
    new = BODY[::-1]
    with serving(cut(BODY, 100_000), whole(new, etag='"two"')) as server:
        assert get(server, tmp_path).read_bytes() == new


def test_a_changed_file_is_never_mixed_though_the_server_overlooks_if_range(tmp_path):
    new = BODY[::-1]
    place = f"bytes 100000-{len(new) - 1}/{len(new)}"

    def careless(handler):
        handler.answer(206, new[100_000:], ETag='"two"', Content_Range=place)

    with serving(cut(BODY, 100_000), careless, whole(new, etag='"two"')) as server:
        assert get(server, tmp_path).read_bytes() == new
        assert "range" not in server.asked[2]


def test_a_server_that_overlooks_the_range_is_read_from_the_start(tmp_path):
    with serving(cut(BODY, 100_000), lambda h: h.answer(200, BODY, ETag='"one"')) as server:
        assert get(server, tmp_path).read_bytes() == BODY


def test_a_piece_from_another_place_is_not_used(tmp_path):
    shifted = lambda h: h.answer(206, BODY[5:], ETag='"one"', Content_Range=f"bytes 5-{len(BODY) - 1}/{len(BODY)}")  # noqa: E731
    with serving(cut(BODY, 100_000), shifted, whole(BODY)) as server:
        assert get(server, tmp_path).read_bytes() == BODY


def test_a_part_longer_than_the_file_is_thrown_away(tmp_path):
    with serving(cut(BODY, 200_000)) as server, pytest.raises(SourceUnavailable):
        get(server, tmp_path, patience=Patience(tries=1))
    part, note = tmp_path / "got.bin.part", tmp_path / "got.bin.part.json"
    assert part.stat().st_size == 200_000
    short = BODY[:1000]
    with serving(whole(short)) as server:
        note.write_text(note.read_text().replace(shown_port(note), str(server.server_port)))
        assert get(server, tmp_path).read_bytes() == short


def shown_port(note: Path) -> str:
    return note.read_text().split("127.0.0.1:")[1].split("/")[0]


def test_an_interruption_keeps_the_part_for_the_next_call(tmp_path):
    def stop(done: int, total: int | None) -> None:
        if done >= 130_000:
            raise KeyboardInterrupt

    with serving(whole(BODY)) as server:
        with pytest.raises(KeyboardInterrupt):
            get(server, tmp_path, progress=stop)
        kept = (tmp_path / "got.bin.part").stat().st_size
        assert 130_000 <= kept < len(BODY)
        assert not (tmp_path / "got.bin").exists()
        assert get(server, tmp_path, sha256=SHA).read_bytes() == BODY
        assert server.asked[1]["range"] == f"bytes={kept}-"
    assert left(tmp_path) == ["got.bin"]


def test_a_part_of_another_address_is_not_gone_on_with(tmp_path):
    with serving(cut(BODY, 100_000)) as server, pytest.raises(SourceUnavailable):
        get(server, tmp_path, path="/old", patience=Patience(tries=1))
    with serving(whole(BODY[::-1])) as server:
        assert get(server, tmp_path, path="/new").read_bytes() == BODY[::-1]
        assert "range" not in server.asked[0]


def test_a_damaged_part_is_found_by_its_hash_and_fetched_again(tmp_path):
    with serving(cut(BODY, 100_000), whole(BODY)) as server:
        with pytest.raises(SourceUnavailable):
            get(server, tmp_path, patience=Patience(tries=1))
        part = tmp_path / "got.bin.part"
        part.write_bytes(b"x" * part.stat().st_size)
        assert get(server, tmp_path, sha256=SHA).read_bytes() == BODY
        assert "range" not in server.asked[2]


def test_a_stall_is_ended(tmp_path):
    def stall(handler):
        handler.answer(200, BODY[:5000], Content_Length=str(len(BODY)), ETag='"one"')
        time.sleep(1.5)

    with serving(stall, whole(BODY)) as server:
        assert get(server, tmp_path).read_bytes() == BODY
        assert server.asked[1]["range"] == "bytes=5000-"


def test_a_trickle_is_a_stall(tmp_path):
    def trickle(handler):
        handler.answer(200, b"", Content_Length=str(len(BODY)))
        for _ in range(100):
            handler.wfile.write(b"x")
            time.sleep(0.05)

    with serving(trickle) as server, pytest.raises(SourceUnavailable, match="stalled"):
        get(server, tmp_path, patience=Patience(tries=1, stall_s=0.4, least_bytes=1000))
    assert "got.bin" not in left(tmp_path)


def test_no_server_at_all(tmp_path):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        # While it is held nobody else listens there either.
        with pytest.raises(SourceUnavailable, match=r"127\.0\.0\.1:\d+/x: gave up after 4 tries") as caught:
            download(f"http://127.0.0.1:{port}/x?key=SECRET", into=tmp_path, name="x", patience=QUICK)
    assert "SECRET" not in caught.value.message.en + caught.value.message.zh


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_passing_refusal_is_asked_again(tmp_path, status):
    with serving(lambda h: h.answer(status, b"busy"), whole(BODY)) as server:
        assert get(server, tmp_path).read_bytes() == BODY
        assert len(server.asked) == 2


def test_retry_after_is_obeyed(tmp_path):
    with serving(lambda h: h.answer(429, Retry_After="1"), whole(BODY)) as server:
        begun = time.monotonic()
        get(server, tmp_path)
        assert time.monotonic() - begun >= 1.0


@pytest.mark.parametrize(
    "wait", ["86400", email.utils.formatdate(time.time() + 86400, usegmt=True)], ids=["seconds", "date"]
)
def test_a_long_retry_after_is_told_not_waited_for(tmp_path, wait):
    with serving(lambda h: h.answer(429, Retry_After=wait)) as server:
        with pytest.raises(SourceUnavailable, match=r"come back in 8[0-9]{4} seconds"):
            get(server, tmp_path)
        assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("status", "says"), [(401, "key"), (403, "programs"), (404, "no such file"), (412, "guards its site")]
)
def test_a_lasting_refusal_is_told_at_once_with_what_to_do(tmp_path, status, says):
    how = T("open the page and press Download.", "打开网页并点击下载。")
    with serving(lambda h: h.answer(status, b"<html>no</html>")) as server:
        with pytest.raises(SourceUnavailable, match=says) as caught:
            get(server, tmp_path, how=how)
        assert len(server.asked) == 1
    assert "press Download" in caught.value.message.en
    assert "点击下载" in caught.value.message.zh
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xef\xbb\xbf\r\n <!DOCTYPE HTML><html>", "text/csv"),
        (b"<html><head>", "application/zip"),
        (b"<script>var a=1</script>", "application/octet-stream"),
        (b"please enable cookies", "text/html; charset=utf-8"),
    ],
)
def test_a_page_is_no_data(tmp_path, body, kind):
    with serving(lambda h: h.answer(200, body, Content_Type=kind)) as server:
        with pytest.raises(SourceUnavailable, match="web page"):
            get(server, tmp_path)
        assert len(server.asked) == 1
    assert left(tmp_path) == []


def test_a_page_in_place_of_the_rest_keeps_the_part(tmp_path):
    page = lambda h: h.answer(200, b"<html>wait a moment</html>", Content_Type="text/html")  # noqa: E731
    with serving(cut(BODY, 100_000), page, whole(BODY)) as server:
        with pytest.raises(SourceUnavailable, match="web page"):
            get(server, tmp_path)
        assert get(server, tmp_path).read_bytes() == BODY
        assert server.asked[2]["range"] == "bytes=100000-"


def test_redirects_are_followed_and_the_key_stays_home(tmp_path):
    with serving(whole(BODY)) as other, serving(lambda h: h.answer(302, Location=other.address + "/there")) as server:
        assert get(server, tmp_path, headers={"Key": "SECRET"}).read_bytes() == BODY
        assert server.asked[0]["key"] == "SECRET"
        assert "key" not in other.asked[0]
        assert other.asked[0]["path"] == "/there"


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://127.0.0.1/x", "gopher:x"])
def test_redirects_elsewhere_are_refused(tmp_path, target):
    with (
        serving(lambda h: h.answer(302, Location=target)) as server,
        pytest.raises(SourceUnavailable, match="not followed"),
    ):
        get(server, tmp_path)
    assert left(tmp_path) == []


def test_endless_redirects_are_refused(tmp_path):
    with serving(lambda h: h.answer(302, Location="/again")) as server:
        with pytest.raises(SourceUnavailable, match="on and on"):
            get(server, tmp_path)
        assert len(server.asked) == 6


def test_a_length_that_is_a_lie_upwards_never_lands(tmp_path):
    with serving(cut(BODY, len(BODY) - 1, etag=None)) as server, pytest.raises(SourceUnavailable, match="4 tries"):
        get(server, tmp_path)
    assert not (tmp_path / "got.bin").exists()


def test_more_than_declared_is_not_read(tmp_path):
    with serving(lambda h: h.answer(200, BODY, Content_Length="1000")) as server:
        assert get(server, tmp_path).read_bytes() == BODY[:1000]


def test_an_announced_flood_is_not_begun(tmp_path):
    flood = serving(lambda h: h.answer(200, b"x", Content_Length=str(10**15)))
    with flood as server, pytest.raises(SourceUnavailable, match="1,000,000,000,000,000 bytes"):
        get(server, tmp_path)
    assert left(tmp_path) == []


def test_an_unannounced_flood_is_cut_off(tmp_path):
    def flood(handler):
        handler.send_response(200)
        handler.send_header("Connection", "close")
        handler.end_headers()
        for _ in range(1000):
            handler.wfile.write(BODY)

    with serving(flood) as server, pytest.raises(SourceUnavailable, match="most expected"):
        get(server, tmp_path, max_bytes=1_000_000)
    assert left(tmp_path) == []


def test_a_compression_bomb_is_cut_off(tmp_path):
    bomb = gzip.compress(bytes(50_000_000))
    packed = serving(lambda h: h.answer(200, bomb, Content_Encoding="gzip"))
    with packed as server, pytest.raises(SourceUnavailable, match="most expected"):
        get(server, tmp_path, max_bytes=1_000_000)


def test_a_body_compressed_without_being_asked_is_unpacked(tmp_path):
    packed = gzip.compress(BODY)
    with serving(lambda h: h.answer(200, packed, Content_Encoding="gzip", ETag='"z"')) as server:
        assert get(server, tmp_path, sha256=SHA).read_bytes() == BODY


def test_a_chunked_body_that_breaks_off_never_lands(tmp_path):
    def chunks(handler):
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"3e8\r\n" + BODY[:1000] + b"\r\n")

    with serving(chunks) as server, pytest.raises(SourceUnavailable, match="broke off"):
        get(server, tmp_path)
    assert not (tmp_path / "got.bin").exists()


def test_another_file_than_announced_is_refused(tmp_path):
    with serving(whole(BODY)) as server:
        with pytest.raises(SourceUnavailable, match="is not the file that was announced: sha256"):
            get(server, tmp_path, sha256="0" * 64)
        with pytest.raises(SourceUnavailable, match="5 bytes expected, 262,144 found"):
            get(server, tmp_path, size=5)
    assert left(tmp_path) == []


def test_an_empty_answer_is_no_file(tmp_path):
    with serving(lambda h: h.answer(200, b"")) as server, pytest.raises(SourceUnavailable, match="empty"):
        get(server, tmp_path)
    assert not (tmp_path / "got.bin").exists()


def test_a_failed_fetch_leaves_the_file_that_was_there(tmp_path):
    (tmp_path / "got.bin").write_bytes(b"old")
    with serving(cut(BODY, 10)) as server, pytest.raises(SourceUnavailable):
        get(server, tmp_path)
    assert (tmp_path / "got.bin").read_bytes() == b"old"


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", "a\\b", "C:x", "a\0b"])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path, name):
    with pytest.raises(WrongCall, match="plain file name"):
        download("http://127.0.0.1:9/x", into=tmp_path, name=name)


@pytest.mark.parametrize("address", ["file:///etc/hostname", "ftp://x/y", "nothing"])
def test_an_address_of_another_kind_is_refused(tmp_path, address):
    with pytest.raises(WrongCall, match="http"):
        download(address, into=tmp_path, name="x")


def test_two_programs_do_not_write_one_part(tmp_path):
    with FileLock(tmp_path / "got.bin.lock"), serving(whole(BODY)) as server:
        failure: list[BaseException] = []

        def second() -> None:
            try:
                get(server, tmp_path)
            except WrongCall as problem:
                failure.append(problem)

        thread = threading.Thread(target=second)
        thread.start()
        thread.join(10)
        assert "another program" in str(failure[0])
        assert server.asked == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BadMachine, match="cannot write"):
        download("http://127.0.0.1:9/x", into=tmp_path / "file", name="x")


def test_what_is_shown_of_an_address_holds_no_secret():
    assert shown("https://me:word@example.org:8443/a/b?key=1#c") == "https://example.org:8443/a/b"
