"""Header text: RFC 2047 encoded words, also the ones that were cut in the middle of a character.

Linear in the length of the value; never raises.
"""

import binascii
import re
from collections.abc import Iterable

from core.mail.parsing import charsets

WORD = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]*)?\?([bBqQ])\?([^?]*)\?=")
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
QUOTED = re.compile(rb"=([0-9A-Fa-f]{2})")
NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


def raw_text(value: bytes, hints: Iterable[str] = ()) -> str:
    """A header value as text, encoded words untouched. 8-bit bytes follow the charset chain."""
    if value.isascii() and b"\x1b" not in value:
        return value.decode("ascii")
    return charsets.decode(value, "", hints)


def decode(value: str) -> str:
    """Encoded words replaced by what they say, white space folded to single spaces."""
    if "=?" in value:
        value = _decoded(value)
    return charsets.clean(CONTROL.sub(" ", value)).strip()


def _decoded(value: str) -> str:
    """Words of one charset that stand side by side are joined as bytes before decoding."""
    out: list[str] = []
    held, charset, end = b"", "", 0
    for word in WORD.finditer(value):
        between = value[end : word.start()]
        name = word.group(1).lower()
        apart = between.strip() != "" or not end
        if apart or name != charset:
            out.append(_text(held, charset))
            out.append(between if apart else "")
            held, charset = b"", name
        held += _bytes(word.group(2), word.group(3))
        end = word.end()
    out.append(_text(held, charset))
    return "".join(out) + value[end:]


def _text(held: bytes, charset: str) -> str:
    return charsets.decode(held, charset) if held else ""


def _bytes(encoding: str, payload: str) -> bytes:
    data = payload.encode("utf-8", "replace")
    if encoding in "bB":
        return base64(data)
    data = data.replace(b"_", b" ").replace(b"\r", b"").replace(b"\n", b"").replace(b"\t", b"")
    return QUOTED.sub(lambda found: bytes((int(found.group(1), 16),)), data)


def base64(data: bytes) -> bytes:
    """Base64 as mail has it: white space, missing padding and foreign characters are forgiven."""
    try:
        return binascii.a2b_base64(data, strict_mode=False)
    except binascii.Error:
        kept = NOT_BASE64.sub(b"", data)
        kept = kept[:-1] if len(kept) % 4 == 1 else kept
        return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))
