"""Small files for attachments, made of nothing but what their type needs."""

from __future__ import annotations

import struct
import zlib

_TEXTS = {
    "phishing-header.txt": (
        "Return-Path: <bounce@acme-cloud-login.example>\n"
        "Received: from unknown (203.0.113.77)\n"
        'From: "Acme Cloud" <no-reply@acme-cloud-login.example>\n'
        "Subject: Your Acme Cloud mailbox is full\n"
    ),
    "idp-metadata.xml": '<?xml version="1.0"?>\n<EntityDescriptor entityID="https://id.studio-brandt.example/"/>\n',
    "ausstattung.csv": "Artikel;Menge;Bemerkung\nWerkbank hoehenverstellbar;16;\nTS-250;4;mit Absaugung\nKappsaege;2;\n",
}


def content_of(name: str) -> bytes:
    """Bytes that are what the name says: text, PNG or PDF."""
    if name in _TEXTS:
        return _TEXTS[name].encode()
    return png() if name.endswith(".png") else pdf(name)


def png(width: int = 480, height: int = 270) -> bytes:
    """A calm gradient."""
    rows = b"".join(
        b"\0" + b"".join(bytes((200 - y // 3, 215, 160 + x // 8)) for x in range(width))
        for y in range(height)
    )
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(rows, 9))
        + _chunk(b"IEND", b"")
    )


def pdf(title: str) -> bytes:
    """One page with one line."""
    line = f"BT /F1 18 Tf 72 720 Td ({title}) Tj ET".encode("latin-1", "replace")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(line), line),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
