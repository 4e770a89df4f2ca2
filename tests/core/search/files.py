"""Files for the reader: good ones, and those that are made to hurt."""

from __future__ import annotations

import io
import zipfile
import zlib

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(*paragraphs: str, raw: bytes | None = None, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in paragraphs)
    document = raw if raw is not None else f"<w:document {W}><w:body>{body}</w:body></w:document>".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document)
    return out.getvalue()


def zip_bomb() -> bytes:
    """A few hundred kB that unpack to 300 MB of XML."""
    filler = b"<w:p><w:r><w:t></w:t></w:r></w:p>" * 30_000
    return docx(raw=f"<w:document {W}><w:body>".encode() + filler * 300 + b"</w:body></w:document>")


def laughing() -> bytes:
    """Entities of entities."""
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE x [<!ENTITY e0 "ha">{levels}]>'
    return docx(raw=f"{head}<w:document {W}><w:p><w:r><w:t>&e9;</w:t></w:r></w:p></w:document>".encode())


def pdf(*pages: str, compressed: bool = True) -> bytes:
    """One text of each page."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, text in enumerate(pages):
        told = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode()
        data = zlib.compress(told) if compressed else told
        how = b" /Filter /FlateDecode" if compressed else b""
        parts.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * number} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        parts.append(b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(data), how, data))
    return _assembled(parts)


def pdf_bomb() -> bytes:
    """One page whose content unpacks to 400 MB."""
    squeeze = zlib.compressobj(9)
    data = b"".join(squeeze.compress(b" " * 2**20) for _ in range(400)) + squeeze.flush()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(data), data),
    ]
    return _assembled(parts)


def _assembled(parts: list[bytes]) -> bytes:
    out, places = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, io.SEEK_END)
    for number, part in enumerate(parts, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, part))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, start))
    return out.getvalue()
