"""The gallery of all pages, drawn into a folder and served: pages in a browser without a database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from portal.ui.preview import configure, render_all


class Quiet(SimpleHTTPRequestHandler):
    """The gallery's files; what a page asks of the desk besides is answered with nothing."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        self.send_response(204)
        self.end_headers()

    def do_POST(self) -> None:
        self.send_error(405)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base calls it so
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Its address; the pages lie in the folder as NAME.html."""
    configure()
    render_all(folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
