"""Words of a Word document. A zip is opened here that a stranger made: nothing is unpacked whole.

Sizes in the directory are only claims; what counts is what comes out, and it is cut off.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import IO

from lxml import etree

from core.search.extracting.worker import BROKEN, TOO_LARGE, Refusal

MOST_MEMBERS = 5_000
MOST_XML = 30 * 2**20  # bytes out of one part; a thousand pages have ten
CHUNK = 64 * 1024
_PART = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def pieces(file: BytesIO) -> Iterator[str]:
    """Paragraph by paragraph, the document before its headers and notes."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError):
        raise Refusal(BROKEN) from None
    names = [one.filename for one in archive.infolist()[:MOST_MEMBERS] if _PART.fullmatch(one.filename)]
    if "word/document.xml" not in names:
        raise Refusal(BROKEN)
    for name in sorted(set(names), key=lambda name: (name != "word/document.xml", name)):
        try:
            with archive.open(name) as part:
                yield from _paragraphs(part)
        except (
            zipfile.BadZipFile,
            etree.XMLSyntaxError,
            RuntimeError,
            NotImplementedError,
            EOFError,
            OSError,
        ):
            if name == "word/document.xml":
                raise Refusal(BROKEN) from None


def _paragraphs(part: IO[bytes]) -> Iterator[str]:
    # no entities, no network, and lxml's own limits on depth and size stay on
    parser = etree.XMLPullParser(
        events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    words: list[str] = []
    read = 0
    while chunk := part.read(CHUNK):
        read += len(chunk)
        if read > MOST_XML:
            raise Refusal(TOO_LARGE)
        parser.feed(chunk)
        for _event, node in parser.read_events():
            if node.tag == f"{_W}t" and node.text:
                words.append(node.text)
            elif node.tag in (f"{_W}tab", f"{_W}br"):
                words.append(" ")
            elif node.tag == f"{_W}p":
                if words:
                    yield "".join(words)
                words.clear()
                node.clear()
    parser.close()
