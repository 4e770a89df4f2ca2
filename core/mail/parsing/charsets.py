"""Bytes to text when the sender's charset name is missing, unknown or a lie.

The chain: declared (through the alias table) -> UTF-8 -> hints of the same mail -> detector ->
cp1252 with replacement. It always ends with text; the text never holds NUL or lone surrogates.
"""

import codecs
import re
from collections.abc import Iterable
from functools import lru_cache

from core.mail.parsing import detector

# Wider sets of the same family: senders name the small one and use the big one.
ALIASES = {
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "hz": "hz",
    "ks_c_5601": "cp949", "ks_c_5601-1987": "cp949", "ksc5601": "cp949", "euc-kr": "cp949",
    "korean": "cp949", "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932",
    "ms_kanji": "cp932", "windows-31j": "cp932", "iso-8859-1": "cp1252", "latin1": "cp1252",
    "latin-1": "cp1252", "us-ascii": "ascii", "ansi_x3.4-1968": "ascii", "iso8859-1": "cp1252",
    "8859-1": "cp1252", "ansi": "cp1252", "big5": "big5hkscs", "cn-big5": "big5hkscs",
    "x-x-big5": "big5hkscs", "iso-8859-8-i": "iso-8859-8", "iso-8859-8-e": "iso-8859-8",
    "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874", "windows-874": "cp874",
    "utf8": "utf-8", "utf-8-mac": "utf-8", "unicode-1-1-utf-7": "utf-7", "x-unicode-2-0-utf-7": "utf-7",
    "cp-850": "cp850", "x-mac-roman": "mac-roman", "macintosh": "mac-roman", "koi8": "koi8-r",
    "x-windows-949": "cp949",
}  # fmt: skip
NOT_TEXT = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
POOR = 0.6  # Latin letters this rare: the sender's "iso-8859-1" was a default, not a fact
NAME = re.compile(r"[a-z0-9][a-z0-9_.:\-]{0,39}", re.ASCII)
SURROGATE = re.compile("[\ud800-\udfff]")
JIS_ESCAPE = re.compile(rb"\x1b(\$[@B]|\$\([@BD]|\([BJI])")


def clean(text: str) -> str:
    """Text without NUL and lone surrogates; a split surrogate pair is joined."""
    if "\0" in text:
        text = text.replace("\0", "")
    if not text.isascii() and SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


@lru_cache(maxsize=256)
def codec(name: str) -> str | None:
    """The Python codec for a charset name of a mail, None when there is no such text codec."""
    name = name.strip().strip("\"'").lower()
    if not NAME.fullmatch(name):
        return None
    name = ALIASES.get(name, name)
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError, ImportError, SyntaxError):
        return None
    return found.name if found._is_text_encoding and found.name not in NOT_TEXT else None


def decode(data: bytes, declared: str = "", hints: Iterable[str] = ()) -> str:
    """Text of the bytes, by the chain above. hints: charset names used elsewhere in the mail."""
    name = codec(declared) if declared else None
    if b"\x1b" in data and (name or "ascii").startswith(("ascii", "iso2022_jp", "cp1252", "utf-8")):
        return clean(_iso2022_jp(data))
    if data.isascii() and name in (None, "ascii", "utf-8", "cp1252"):
        return clean(data.decode("ascii"))
    if name and name != "ascii" and (text := _declared(data, name)) is not None:
        return clean(text)
    return clean(_guess(data, name, hints))


def _declared(data: bytes, name: str) -> str | None:
    if not name.startswith(("utf", "iso2022", "hz")) and (text := _strict(data, "utf-8")) is not None:
        return text  # legacy text is almost never valid UTF-8 by accident
    if name == "cp1252":
        return _western(data)
    return text if (text := _strict(data, name)) is not None else _mostly(data, name)


def _western(data: bytes) -> str | None:
    """Latin-1 is what software says when it does not know, so it is believed only if it reads well."""
    poor = detector.score(data, "cp1252") < POOR and not detector.is_umlauts(data)
    if poor and detector.detect(data) not in (None, *detector.LATIN):
        return None
    return data.decode("cp1252", "replace")


def _guess(data: bytes, name: str | None, hints: Iterable[str]) -> str:
    if (text := _strict(data, "utf-8")) is not None:
        return text
    for hint in hints:
        known = codec(hint)
        if known == "cp1252" and (text := _western(data)) is not None:
            return text
        if known not in (None, "ascii", "utf-8", "cp1252") and (text := _strict(data, known)) is not None:
            return text
    return _mostly(data, "utf-8") or _detected(data) or data.decode("cp1252", "replace")


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, ValueError, LookupError):
        return None


def _mostly(data: bytes, name: str) -> str | None:
    """The text when only a few bytes are broken: a cut character, one pasted quotation mark."""
    try:
        text = data.decode(name, "replace")
    except (UnicodeError, ValueError, LookupError):
        return None
    broken = text.count("\ufffd")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    return text if broken * 10 <= foreign else None


def _detected(data: bytes) -> str | None:
    name = detector.detect(data)
    return data.decode(name, "replace") if name else None


def _iso2022_jp(data: bytes) -> str:
    """ISO-2022-JP with the vendor rows (circled digits, roman numerals) that strict codecs refuse."""
    out, end, mode = [], 0, b"(B"
    for escape in JIS_ESCAPE.finditer(data):
        out.append(_jis_run(data[end : escape.start()], mode))
        end, mode = escape.end(), escape.group(1)
    out.append(_jis_run(data[end:], mode))
    return "".join(out)


def _jis_run(run: bytes, mode: bytes) -> str:
    if mode == b"$(D":  # JIS X 0212 lives in EUC-JP behind a single shift
        pairs = (b"\x8f" + bytes(b | 0x80 for b in run[i : i + 2]) for i in range(0, len(run) - 1, 2))
        return b"".join(pairs).decode("euc_jp", "replace")
    if mode.startswith(b"$"):
        return _jis_to_sjis(run).decode("cp932", "replace")
    if mode == b"(I":
        return bytes(b | 0x80 for b in run).decode("cp932", "replace")
    return run.decode("utf-8", "replace")


def _jis_to_sjis(run: bytes) -> bytes:
    out, i = bytearray(), 0
    while i + 1 < len(run):
        row, cell = run[i], run[i + 1]
        if not (0x21 <= row <= 0x7E and 0x21 <= cell <= 0x7E):  # a line end inside double-byte mode
            out.append(row)
            i += 1
            continue
        lead = (row - 0x21) // 2 + (0x81 if row < 0x5F else 0xC1)
        odd = cell + (0x20 if cell >= 0x60 else 0x1F)
        trail = odd if row % 2 else cell + 0x7E
        out += bytes((lead, trail))
        i += 2
    return bytes(out) + run[i:]
