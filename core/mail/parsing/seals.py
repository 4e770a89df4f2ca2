"""Encrypted and signed mail (S/MIME, OpenPGP). Nothing is decrypted or verified: it is named and kept.

Codes: "smime.encrypted", "pgp.encrypted", "smime.wrapped" (signed, the text inside the signature),
"smime.signed", "pgp.signed". Blocks of OpenPGP written into plain text become files.
"""

import re

from core.mail.parsing.mime import Part

ENCRYPTED = ("smime.encrypted", "pgp.encrypted")
CLOSED = (*ENCRYPTED, "smime.wrapped")  # whose words nobody sees without a key or a tool
ORDER = (*CLOSED, "smime.signed", "pgp.signed")
CMS_TYPES = ("application/pkcs7-mime", "application/x-pkcs7-mime")
BY_TYPE = {
    "application/pkcs7-signature": "smime.signed",
    "application/x-pkcs7-signature": "smime.signed",
    "application/pgp-signature": "pgp.signed",
    "application/pgp-encrypted": "pgp.encrypted",
}
BY_OID = (  # the content type near the beginning of a CMS message (RFC 5652)
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03", "smime.encrypted"),  # enveloped-data
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17", "smime.encrypted"),  # authEnveloped-data
    (b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", "smime.wrapped"),  # signed-data
)
HEAD_BYTES = 64
FILES = {  # block -> (name, type, code) of the file it becomes
    "MESSAGE": ("encrypted.asc", "application/pgp-encrypted", "pgp.encrypted"),
    "SIGNED MESSAGE": ("signed-message.asc", "application/pgp-signature", "pgp.signed"),
    "PUBLIC KEY BLOCK": ("public-key.asc", "application/pgp-keys", ""),
}
MOST_BLOCKS = 50
BEGIN = re.compile(r"^-----BEGIN PGP (MESSAGE|SIGNED MESSAGE|PUBLIC KEY BLOCK)-----[ \t]*$", re.MULTILINE)
SIGNATURE = re.compile(r"^-----BEGIN PGP SIGNATURE-----[ \t]*$", re.MULTILINE)
ARMOR_HEADERS = re.compile(r"(?:[A-Z][A-Za-z-]{0,30}: ?[^\n]*\n)*[ \t]*\n")


def of_part(part: Part, name: str) -> str:
    """The code a leaf of the mail stands for, "" for ordinary ones."""
    if part.type in CMS_TYPES or name.lower().endswith(".p7m"):
        return _of_cms(part)
    return BY_TYPE.get(part.type, "")


def _of_cms(part: Part) -> str:
    head = part.content()[:HEAD_BYTES]
    said = next((code for mark, code in BY_OID if mark in head), "")
    kind = part.params.get("smime-type", "").lower()
    if said or kind == "certs-only":
        return said if kind != "certs-only" else ""
    return "smime.wrapped" if kind == "signed-data" else "smime.encrypted" if part.type in CMS_TYPES else ""


def strongest(codes: set[str]) -> str:
    """Of several the one that matters most to a reader."""
    return next((code for code in ORDER if code in codes), "")


def armor(text: str) -> tuple[str, list[tuple[str, str, bytes]], set[str]]:
    """(text without OpenPGP blocks, [(file name, type, block)], codes). Signed text stays, without its armor.

    A block without an end, and one inside a quotation, is left as it stands.
    """
    if "-----BEGIN PGP " not in text:
        return text, [], set()
    kept: list[str] = []
    files: list[tuple[str, str, bytes]] = []
    codes: set[str] = set()
    at = 0
    while (found := BEGIN.search(text, at)) and len(files) < MOST_BLOCKS:
        kind = found.group(1)
        ending = "-----END PGP SIGNATURE-----" if kind == "SIGNED MESSAGE" else f"-----END PGP {kind}-----"
        end = text.find(ending, found.end())
        if end < 0:
            break
        block = text[found.start() : end + len(ending)]
        kept += [text[at : found.start()], _signed_text(block) if kind == "SIGNED MESSAGE" else ""]
        name, kind_of_file, code = FILES[kind]
        files.append((_numbered(name, len(files)), kind_of_file, block.encode("utf-8", "replace")))
        codes.add(code)
        at = end + len(ending)
    return "".join((*kept, text[at:])), files, codes


def _signed_text(block: str) -> str:
    """What was signed, its dashes unescaped (RFC 9580, section 7)."""
    inside = block.partition("\n")[2]
    headers = ARMOR_HEADERS.match(inside)
    body = inside[headers.end() :] if headers else inside
    mark = SIGNATURE.search(body)
    lines = (body[: mark.start()] if mark else body).split("\n")
    return "\n".join(line.removeprefix("- ") for line in lines)


def _numbered(name: str, count: int) -> str:
    return name if not count else f"{name.removesuffix('.asc')}-{count + 1}.asc"
