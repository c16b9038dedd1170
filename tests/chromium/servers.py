"""Two origins on loopback: the page's own server, and the API that answers each case with the headers it names."""

from __future__ import annotations

import base64
import json
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.sim.systems.browser.recorded import OPEN, allows

Case = Mapping[str, Any]
PAGE = Path(__file__).with_name("page.html")
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
FILES = {
    "nocors.png": ("image/png", base64.b64decode(PNG)),
    "nocors.js": ("text/javascript", b"window.fromElsewhere = 42"),
    "nocors.html": ("text/html", b"<!doctype html><title>other</title>"),
    "nocors.json": ("application/json", b"{}"),
    "blank.html": ("text/html", b"<!doctype html><title>twin</title>"),
}
"""What is embedded, by name: none of it has a CORS header."""
MARK = "mark"


class Bench:
    """Both servers, what the API saw of each case, and what the page reported at the end."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self.cases = cases
        self.saw: dict[int, list[dict[str, Any]]] = defaultdict(list)
        self.results: list[dict[str, Any]] = []
        self.over = threading.Event()
        self.page = _serve(self.own)
        self.api = _serve(self.other)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.page.server_port}"

    def close(self) -> None:
        for server in (self.page, self.api):
            server.shutdown()
            server.server_close()

    def own(self, ask: BaseHTTPRequestHandler) -> None:
        """The page, the cases as JSON, answers of the same origin, and the place where the page reports."""
        _, first, *rest = ask.path.split("/")
        if first == "results":
            self.results = json.loads(_body(ask))
            _answer(ask, 204)
            self.over.set()
        elif first == "cases":
            _answer(ask, 200, {"content-type": "application/json"}, json.dumps(list(self.cases)).encode())
        elif first == MARK:
            self.saw[int(rest[0])].append({"method": MARK})
            _answer(ask, 204)
        elif first.isdecimal():
            self.saw[int(first)].append({"method": ask.command})
            _body(ask)
            _answer(ask, 200, {"x-secret": "1"}, b'{"ok":1}')
        elif first in FILES:
            _answer(ask, 200, {"content-type": FILES[first][0]}, FILES[first][1])
        else:
            twin = self.origin.replace("127.0.0.1", "localhost")
            text = PAGE.read_text(encoding="utf-8")
            text = text.replace("$API", f"http://127.0.0.1:{self.api.server_port}").replace("$TWIN", twin)
            _answer(ask, 200, {"content-type": "text/html"}, text.encode())

    def other(self, ask: BaseHTTPRequestHandler) -> None:
        """The API of the case whose number the path begins with."""
        _, number, name = ask.path.split("/", 2)
        if not number.isdecimal():
            _answer(ask, 404)
            return
        case, asks = self.cases[int(number)], ask.headers
        self.saw[int(number)].append(
            {
                "method": ask.command,
                "path": f"/{name}",
                "origin": asks["Origin"],
                "acrm": asks["Access-Control-Request-Method"],
                "acrh": asks["Access-Control-Request-Headers"],
            }
        )
        _body(ask)
        if name in FILES:
            _answer(ask, 200, {"content-type": FILES[name][0]}, FILES[name][1])
            return
        status, headers, body = answers(case, ask.command, asks["Access-Control-Request-Method"])
        shown = {key: value.replace("$ORIGIN", asks["Origin"] or "") for key, value in headers.items()}
        _answer(ask, status, shown, body)


def answers(case: Case, method: str, asks: str | None) -> tuple[int, Mapping[str, str], bytes]:
    """Status, headers and body for one request of a case."""
    if case["kind"] == "preflight-cache":
        return (204, allows(case, asks), b"") if method == "OPTIONS" else (200, OPEN, b"DATA")
    api = case["api"]
    if method == "OPTIONS":
        return api.get("preStatus", 204), api.get("pre", {}), b""
    return api.get("status", 200), {**api.get("res", {}), "x-secret": "42"}, b"DATA"


def _serve(handle: Callable[[BaseHTTPRequestHandler], None]) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is logged."""

    for verb in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "patch"):
        setattr(Handler, f"do_{verb}", lambda self: handle(self))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def _body(ask: BaseHTTPRequestHandler) -> bytes:
    return ask.rfile.read(int(ask.headers["Content-Length"] or 0))


def _answer(
    ask: BaseHTTPRequestHandler, status: int, headers: Mapping[str, str] | None = None, body: bytes = b""
) -> None:
    ask.send_response(status)
    for name, value in (headers or {}).items():
        ask.send_header(name, value)
    ask.send_header("Cache-Control", "no-store")
    if status != 204:
        ask.send_header("Content-Length", str(len(body)))
    ask.end_headers()
    if ask.command != "HEAD" and status != 204:
        ask.wfile.write(body)
