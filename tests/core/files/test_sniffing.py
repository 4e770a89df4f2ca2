"""Files are what their bytes say."""

import pytest

from core.files.sniffing import FileType, inline_ok, safe_filename, sniff

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 40
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 40
GIF = b"GIF89a\x01\0\x01\0" + b"\0" * 40
WEBP = b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 40
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"
ZIP = b"PK\x03\x04\x14\0\0\0\0\0" + b"\0" * 16 + b"readme.md" + b"\0" * 40
DOCX = (
    b"PK\x03\x04\x14\0\0\0\0\0"
    + b"\0" * 16
    + b"[Content_Types].xml"
    + b"\0" * 40
    + b"PK\x03\x04"
    + b"\0" * 26
    + b"word/document.xml"
)
EXE = b"MZ\x90\0\x03\0\0\0" + b"\0" * 80
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("content", "name", "declared", "mime", "extension", "picture", "mismatch"),
    [
        (PNG, "a.png", "image/png", "image/png", ".png", True, False),
        (JPEG, "a.JPEG", "image/pjpeg", "image/jpeg", ".jpg", True, False),
        (GIF, "a.gif", "image/gif", "image/gif", ".gif", True, False),
        (WEBP, "a.webp", "image/webp", "image/webp", ".webp", True, False),
        (PDF, "a.pdf", "application/pdf", "application/pdf", ".pdf", False, False),
        (DOCX, "a.docx", WORD, WORD, ".docx", False, False),
        (ZIP, "a.zip", "application/x-zip-compressed", "application/zip", ".zip", False, False),
        (b"a;b\n1;2\n", "a.csv", "text/csv", "text/csv", ".csv", False, False),
        ("Grüße\n".encode(), "note", "", "text/plain", ".txt", False, False),
        ("Grüße\n".encode("latin-1"), "note.txt", "text/plain", "text/plain", ".txt", False, False),
        ("Grüße".encode("utf-16"), "note.txt", "text/plain", "text/plain", ".txt", False, False),
        (b"BEGIN:VCALENDAR\r\n", "x", "text/calendar", "text/calendar", ".ics", False, False),
        (b"Received: x\r\nFrom: a@b\r\n\r\nx", "a.eml", "message/rfc822", "message/rfc822", ".eml", False, False),
        (b"", "empty.txt", "text/plain", "text/plain", ".txt", False, False),
        # lies
        (b"<script>alert(1)</script>", "a.png", "image/png", "text/html", ".html", False, True),
        (b"<?xml version='1.0'?>\n<!-- x --><svg onload='x'>", "a.svg", "image/svg+xml", "image/svg+xml", ".svg", False, False),
        (b"\xef\xbb\xbf  <SVG onload=alert(1)>", "a.jpg", "image/jpeg", "image/svg+xml", ".svg", False, True),
        (b"\n\n<!DOCTYPE html><p>x", "a.txt", "text/plain", "text/html", ".html", False, True),
        (EXE, "invoice.pdf", "application/pdf", "application/vnd.microsoft.portable-executable", ".exe", False, True),
        (EXE, "a.exe", "application/octet-stream", "application/vnd.microsoft.portable-executable", ".exe", False, False),
        (PDF, "a.png", "image/png", "application/pdf", ".pdf", False, True),
        (PNG, "a.pdf", "application/pdf", "image/png", ".png", True, True),
        (ZIP, "a.jpg", "image/jpeg", "application/zip", ".zip", False, True),
        (b"GIF8", "a.gif", "image/gif", "text/plain", ".txt", False, True),
        (b"\x89PNG\r\n\x1a\n<script>", "a.png", "image/png", "application/octet-stream", "", False, True),
        (bytes(range(256)) * 9, "a.bin", "", "application/octet-stream", "", False, False),
        (bytes(range(256)) * 9, "a.bin", "image/png", "application/octet-stream", "", False, True),
    ],
)  # fmt: skip
def test_sniff(
    content: bytes, name: str, declared: str, mime: str, extension: str, picture: bool, mismatch: bool
) -> None:
    assert sniff(content, name, declared) == FileType(mime, extension, picture, mismatch)


@pytest.mark.parametrize("mime", ["image/png", "image/jpeg", "image/gif", "image/webp"])
def test_inline_pictures(mime: str) -> None:
    assert inline_ok(mime)


@pytest.mark.parametrize(
    "mime", ["image/svg+xml", "text/html", "application/pdf", "image/bmp", "IMAGE/PNG", "", "text/plain"]
)
def test_never_inline(mime: str) -> None:
    assert not inline_ok(mime)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.pdf", "report.pdf"), ("../../etc/passwd", "passwd"), ("C:\\temp\\a.doc", "a.doc"), ("a\0b\r\nc.txt", "abc.txt"),
        ("evil\u202egnp.exe", "evilgnp.exe"), ("", "file"), ("...", "file"), ("/", "file"), (".htaccess", "htaccess"),
        ("CON.txt", "_CON.txt"), ("a<b>:\"|?*.txt", "a_b_.txt"), ("  two   words .txt ", "two words .txt"),
        ("Müller.pdf", "Müller.pdf"), ("\ud800x.txt", "x.txt"), ("発注書.pdf", "発注書.pdf"), ("a" * 300 + ".pdf", "a" * 176 + ".pdf"),
        ("é" * 200 + ".tar.gz", "é" * 88 + ".gz"),
    ],
)  # fmt: skip
def test_safe_filename(name: str, safe: str) -> None:
    assert safe_filename(name) == safe
    assert len(safe_filename(name).encode()) <= 180
