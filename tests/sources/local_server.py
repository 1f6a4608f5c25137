"""A small HTTP server on 127.0.0.1 that does what a test tells it, request by request."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10
    server: Server

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.asked.append({"path": self.path, **{k.lower(): v for k, v in self.headers.items()}})
        act = self.server.acts.pop(0) if len(self.server.acts) > 1 else self.server.acts[0]
        act(self)

    def log_message(self, *_: object) -> None:
        """Tests print nothing."""

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Send `body`; `Content_Length` and the like in `headers` may lie."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named.setdefault("Content-Length", str(len(body)))
        named["Connection"] = "close"
        self.send_response(status)
        for name, value in named.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


Act = Callable[[Handler], None]


class Server(ThreadingHTTPServer):
    """Does `acts` one after the other, the last again and again; `asked` holds what was asked."""

    daemon_threads = True

    def __init__(self, acts: tuple[Act, ...]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.acts = list(acts)
        self.asked: list[dict[str, str]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is what many of these tests are about."""


@contextmanager
def serving(*acts: Act) -> Iterator[Server]:
    server = Server(acts)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def whole(body: bytes, etag: str | None = '"one"', **headers: str) -> Act:
    """An honest server: the body, or the piece that is asked for if the version is still the same."""

    def act(handler: Handler) -> None:
        tag = {"ETag": etag} if etag else {}
        asked = handler.headers.get("Range")
        if asked is None or handler.headers.get("If-Range") not in (None, etag):
            handler.answer(200, body, **tag, **headers)
            return
        start = int(asked.removeprefix("bytes=").removesuffix("-"))
        if start >= len(body):
            handler.answer(416, Content_Range=f"bytes */{len(body)}")
            return
        place = f"bytes {start}-{len(body) - 1}/{len(body)}"
        handler.answer(206, body[start:], Content_Range=place, **tag, **headers)

    return act


def cut(body: bytes, at: int, etag: str | None = '"one"') -> Act:
    """Promises the whole body and hangs up after `at` bytes."""

    def act(handler: Handler) -> None:
        tag = {"ETag": etag} if etag else {}
        handler.answer(200, body[:at], Content_Length=str(len(body)), **tag)

    return act
