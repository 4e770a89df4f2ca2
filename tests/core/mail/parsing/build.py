"""Raw mails for the tests, put together by hand so that they may be as broken as real ones."""

from base64 import b64encode
from pathlib import Path

MAILS = Path(__file__).parent / "mails"
HEAD = (
    "From: Anna Berg <anna@kunde.example>\r\nTo: support@acme.localhost\r\nSubject: Question\r\n"
    "Message-ID: <q1@kunde.example>\r\nDate: Mon, 5 Jan 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\n"
)


def mail(body: str | bytes, *extra: str, head: str = HEAD) -> bytes:
    """A mail of one part; extra: more header lines."""
    lines = "".join(f"{line}\r\n" for line in extra)
    data = body.encode() if isinstance(body, str) else body
    return (head + lines).encode() + b"\r\n" + data


def plain(body: str | bytes, *extra: str) -> bytes:
    """A UTF-8 text mail."""
    return mail(body, "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", *extra)


def html(body: str, *extra: str) -> bytes:
    """A UTF-8 HTML mail."""
    return mail(body, "Content-Type: text/html; charset=utf-8", *extra)


def multi(kind: str, *parts: bytes, extra: tuple[str, ...] = (), boundary: str = "=_b") -> bytes:
    """A multipart mail of ready-made parts."""
    return mail(joined(boundary, *parts), f'Content-Type: multipart/{kind}; boundary="{boundary}"', *extra)


def joined(boundary: str, *parts: bytes) -> bytes:
    """The body of a multipart."""
    mark = b"--" + boundary.encode()
    return b"preamble\r\n" + b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--\r\n"


def part(content: bytes | str, kind: str = "text/plain; charset=utf-8", *extra: str) -> bytes:
    """One part, 8-bit."""
    data = content.encode() if isinstance(content, str) else content
    return "\r\n".join((f"Content-Type: {kind}", *extra, "", "")).encode() + data


def file(content: bytes, kind: str, *extra: str) -> bytes:
    """One part in base64."""
    return part(b64encode(content), kind, "Content-Transfer-Encoding: base64", *extra)


def nested(kind: str, boundary: str, *parts: bytes) -> bytes:
    """A multipart as part of another."""
    return part(joined(boundary, *parts), f'multipart/{kind}; boundary="{boundary}"')
