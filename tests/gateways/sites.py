"""A customer's site: another origin than ours, with one page that embeds the chat."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextlib.contextmanager
def a_site(body: str, *, language: str = "ru") -> Iterator[str]:
    """Serves the page under an origin of its own, which is given back. Its policy allows the chat and nothing else."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the server's own spelling
            page = f"<!DOCTYPE html><html lang={language}><title>Site</title><body>{body}</body></html>".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Referrer-Policy", "no-referrer")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_arguments: object) -> None:
            """A test's output is no place for an access log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
