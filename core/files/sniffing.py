"""What a file is by its bytes, whatever its name and its sender claim.

Signatures by puremagic; text, HTML and SVG by their beginning, because those are what a browser
would run. Pure functions, at most 64 kB of a file are looked at.
"""

import re
import unicodedata
from dataclasses import dataclass

import puremagic

LOOK_BYTES = 64 * 1024
UNKNOWN = "application/octet-stream"
INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
PICTURES = (  # signature, offset of a second mark, second mark, type, extension
    (b"\x89PNG\r\n\x1a\n", 12, b"IHDR", "image/png", ".png"),
    (b"\xff\xd8\xff", 0, b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"GIF87a", 0, b"GIF87a", "image/gif", ".gif"),
    (b"GIF89a", 0, b"GIF89a", "image/gif", ".gif"),
    (b"RIFF", 8, b"WEBP", "image/webp", ".webp"),
)
EXACT = (  # where puremagic is unsure of what is plain to see
    (b"%PDF-", "application/pdf", ".pdf"), (b"MZ", "application/vnd.microsoft.portable-executable", ".exe"),
    (b"\x7fELF", "application/x-elf", ".elf"), (b"{\\rtf", "application/rtf", ".rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage", ".ole"),
    (b"x\x9f\x3e\x22", "application/ms-tnef", ".dat"),
)  # fmt: skip
OFFICE = {  # folder inside the zip -> type
    b"word/": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
    b"xl/": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
    b"ppt/": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx"),
    b"META-INF/MANIFEST.MF": ("application/java-archive", ".jar"),
    b"AndroidManifest.xml": ("application/vnd.android.package-archive", ".apk"),
}
MARKUP = re.compile(
    rb"<(svg|html|script|body|head|iframe|!doctype\s+html|!doctype\s+svg|img|style|meta|a\s)", re.I
)
TEXT_TYPES = {
    ".csv": "text/csv", ".ics": "text/calendar", ".vcf": "text/vcard", ".json": "application/json",
    ".md": "text/markdown", ".log": "text/plain", ".txt": "text/plain", ".eml": "message/rfc822",
    ".xml": "application/xml",
}  # fmt: skip
MAIL = re.compile(
    rb"(?:received|return-path|from|date|subject|message-id|mime-version|delivered-to):", re.IGNORECASE
)
GENERIC = frozenset(
    {
        "",
        UNKNOWN,
        "application/x-download",
        "application/download",
        "binary/octet-stream",
        "application/force-download",
    }
)
SAME = (  # names for one thing; a claim inside the group is no lie
    {"image/jpeg", "image/jpg", "image/pjpeg"}, {"image/png", "image/x-png"},
    {"application/zip", "application/x-zip-compressed"}, {"application/pdf", "application/x-pdf"},
    {"application/xml", "text/xml"}, {"text/csv", "application/csv", "application/vnd.ms-excel"},
    {"text/calendar", "application/ics"}, {"text/vcard", "text/x-vcard"}, {"application/json", "text/json"},
    {"application/x-ole-storage", "application/msword", "application/vnd.ms-excel",
     "application/vnd.ms-powerpoint", "application/vnd.ms-outlook", "application/x-msi"},
    {"application/rtf", "text/rtf"}, {"audio/mpeg", "audio/mp3"},
    {"application/gzip", "application/x-gzip"}, {"application/ms-tnef", "application/vnd.ms-tnef"},
    {"audio/wav", "audio/x-wav", "audio/wave"},
)  # fmt: skip
RESERVED = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f\x7f]+')
NAME_BYTES = 180  # below the 255 of every file system, with room for a prefix


@dataclass(frozen=True, slots=True)
class FileType:
    """mime and extension (with dot, "" when unknown) by content; is_image_safe: may be decoded and
    shown as picture; mismatch: the declared type or the name says something else."""

    mime: str
    extension: str
    is_image_safe: bool
    mismatch: bool


def sniff(content: bytes, filename: str = "", declared: str = "") -> FileType:
    """The type of a file by its bytes; the name only decides between kinds of plain text."""
    mime, extension = _by_content(content, _extension(filename))
    claimed = declared.partition(";")[0].strip().lower()
    named = _wrong_name(mime, extension, _extension(filename))
    return FileType(mime, extension, mime in INLINE, named or _lies(claimed, mime))


def inline_ok(mime: str) -> bool:
    """May a browser show this type inside our pages? Never svg, html or pdf."""
    return mime in INLINE


def safe_filename(name: str) -> str:
    """A name that is only a name: no folders, control or direction characters, at most 180 bytes."""
    name = unicodedata.normalize("NFC", name.encode("utf-8", "ignore").decode("utf-8"))
    name = re.split(r"[/\\]", name)[-1]
    name = "".join(
        char for char in name if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    )
    name = re.sub(r"\s+", " ", FORBIDDEN.sub("_", name)).strip(" .")
    if RESERVED.match(name):
        name = f"_{name}"
    return _shortened(name) or "file"


def _by_content(content: bytes, extension: str) -> tuple[str, str]:
    head = content[:LOOK_BYTES]
    for start, at, mark, mime, ending in PICTURES:
        if head.startswith(start) and head.startswith(mark, at):
            return mime, ending
    for start, mime, ending in EXACT:
        if head.startswith(start):
            return mime, ending
    if head.startswith(b"PK\x03\x04"):
        return next((kind for folder, kind in OFFICE.items() if folder in head), ("application/zip", ".zip"))
    if _is_text(head):
        return _text_type(head, extension)
    return _by_signature(head)


def _by_signature(head: bytes) -> tuple[str, str]:
    try:
        best = puremagic.magic_string(head)[0]
    except (puremagic.PureError, ValueError, IndexError):
        return UNKNOWN, ""
    if not best.mime_type or best.mime_type in INLINE or best.mime_type.startswith("text/"):
        return UNKNOWN, ""  # pictures were decided above by stricter marks
    return best.mime_type, best.extension


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\0" in head:
        return False
    control = sum(head.count(bytes((code,))) for code in range(1, 32) if code not in (9, 10, 12, 13, 27))
    return control * 100 <= len(head)


def _text_type(head: bytes, extension: str) -> tuple[str, str]:
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if found := MARKUP.search(plain[:4_096]):
        svg = found.group(1).lower().endswith(b"svg")
        return ("image/svg+xml", ".svg") if svg else ("text/html", ".html")
    if plain.startswith(b"<?xml"):
        return "application/xml", ".xml"
    if plain.startswith(b"BEGIN:VCALENDAR"):
        return "text/calendar", ".ics"
    if plain.startswith(b"BEGIN:VCARD"):
        return "text/vcard", ".vcf"
    if extension == ".eml" and MAIL.match(plain):
        return "message/rfc822", ".eml"
    mime = TEXT_TYPES.get(extension, "text/plain")
    return (
        ("text/plain", ".txt")
        if mime == "message/rfc822"
        else (mime, extension if extension in TEXT_TYPES else ".txt")
    )


def _extension(filename: str) -> str:
    stem, dot, ending = filename.rpartition(".")
    return f".{ending.strip().lower()}" if dot and stem and len(ending) <= 10 else ""


def _lies(claimed: str, mime: str) -> bool:
    if claimed in GENERIC or claimed == mime or mime == UNKNOWN:
        return claimed.startswith("image/") and mime == UNKNOWN
    if any(claimed in group and mime in group for group in SAME):
        return False
    if mime == "text/plain":
        return not (
            claimed.startswith("text/")
            or "xml" in claimed
            or "pgp" in claimed
            or claimed.startswith("message/")
        )
    if mime == "application/zip":
        return not any(
            word in claimed for word in ("zip", "officedocument", "opendocument", "epub", "compressed")
        )
    return True


def _wrong_name(mime: str, extension: str, named: str) -> bool:
    """A picture's or document's name on something else, or a program under any other name."""
    if mime == "application/vnd.microsoft.portable-executable":
        return named not in (".exe", ".dll", ".scr", ".com", ".sys", ".ocx")
    pictures = {
        ".png": "image/png",
        ".jpg": "image/jpeg",
        ".jpeg": "image/jpeg",
        ".gif": "image/gif",
        ".webp": "image/webp",
    }
    if named in pictures:
        return mime != pictures[named]
    if mime in ("text/html", "image/svg+xml"):
        return named not in ("", extension, ".htm", ".xhtml", ".eml", ".mht", ".xml", ".txt", ".md", ".log")
    return named == ".pdf" and mime != "application/pdf"


def _shortened(name: str) -> str:
    """Cut the stem, keep the extension."""
    if len(name.encode()) <= NAME_BYTES:
        return name
    ending = _extension(name)
    stem = name[: len(name) - len(ending)] if ending else name
    return stem.encode()[: NAME_BYTES - len(ending.encode())].decode("utf-8", "ignore").rstrip(" .") + ending
