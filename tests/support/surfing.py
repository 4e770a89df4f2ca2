"""A browser without script: cookies, forms with their CSRF token, redirects. Over a real connection."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit


@dataclass(frozen=True)
class Page:
    status: int
    path: str
    text: str


class Surfer:
    """Somebody at one host of ours, on a port of this machine."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port, self.cookies = host, port, dict[str, str]()
        self.token = ""

    def get(self, path: str) -> Page:
        return self._go("GET", path)

    def post(self, path: str, **form: str) -> Page:
        """A form of the page seen last: with its token."""
        return self._go("POST", path, urlencode({**form, "csrfmiddlewaretoken": self.token}))

    def sign_in(self, email: str, password: str) -> Page:
        self.get("/login/")
        return self.post("/login/", email=email, password=password)

    def _go(self, method: str, path: str, body: str = "", hops: int = 5) -> Page:
        line = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {
            "Host": f"{self.host}:{self.port}",
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
        }
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line.request(method, path, body or None, headers)
        answer = line.getresponse()
        text = answer.read().decode("utf-8", "replace")
        line.close()
        for value in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(value).items()}
        if found := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text):
            self.token = found[1]
        if answer.status in (301, 302, 303) and hops:
            there = urlsplit(answer.headers["Location"])
            return self._go("GET", there.path + (f"?{there.query}" if there.query else ""), hops=hops - 1)
        return Page(answer.status, path, unescape(text))
