"""Content-Transfer-Encoding, and files uuencoded into the text of old mails. Never raises."""

import binascii
import re

from core.mail.parsing import words

BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n", re.MULTILINE)
PROSE = re.compile(rb"(?:\s*[A-Za-z,.]{2,20} {1,3}){4}")  # words with blanks between them: never base64
NOISE = re.compile(r"[^a-z0-9]")  # "base-64", "quoted printable"
END = re.compile(rb"^end[ \t]*\r?$", re.MULTILINE)


def decode(data: bytes, encoding: str) -> bytes:
    """Decoded bytes; an unknown encoding leaves them as they are."""
    name = NOISE.sub("", encoding.split(";")[0].split("(")[0])
    if name in ("base64", "b"):
        return data if PROSE.match(data) else words.base64(data)
    if name in ("quotedprintable", "q"):
        return binascii.a2b_qp(data)
    if name in ("xuuencode", "uuencode", "xuue", "uue"):
        return next((content for _, content in uuencoded(data)[1]), data)
    return data


def uuencoded(data: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """(text without the blocks, [(file name, content)]). A block without an end is left alone."""
    if b"begin " not in data:
        return data, []
    kept: list[bytes] = []
    files: list[tuple[bytes, bytes]] = []
    at = 0
    while begin := BEGIN.search(data, at):
        end = END.search(data, begin.end())
        if end is None:
            break
        content = _lines(data[begin.end() : end.start()])
        if content is None:
            kept.append(data[at : begin.end()])
            at = begin.end()
            continue
        kept.append(data[at : begin.start()])
        files.append((begin.group(1).strip(), content))
        at = end.end()
    kept.append(data[at:])
    return b"".join(kept), files


def _lines(block: bytes) -> bytes | None:
    """The bytes of a block, None when its first line is no uuencoded line at all."""
    out: list[bytes] = []
    for line in block.splitlines():
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            if not out:
                return None
            size = ((line[0] - 32 & 63) * 4 + 5) // 3  # some encoders pad with too much
            out.append(_short(line[:size]))
    return b"".join(out)


def _short(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        return b""
