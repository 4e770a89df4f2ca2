"""Address headers: names and mailboxes, groups, nested comments, quotes left open.

One pass over the characters without recursion, so 5,000 nested comments cost what 5,000 letters cost.
"""

import re

from core.mail.parsing import words
from core.mail.parsing.limits import RECIPIENTS
from core.mail.parsing.shapes import Address

MAILBOX = re.compile(r"[^\s<>,;()\"@\x00-\x1f\x7f]{1,128}@[^\s<>,;()\"@\x00-\x1f\x7f]{1,255}")
QUOTED_MAILBOX = re.compile(r'"[^"\x00-\x1f\x7f]{1,64}"@[^\s<>,;()"@]{1,255}')
SPACED = re.compile(r"\s*@\s*")
LONE = re.compile(r"[\[<]?(?:mailto:)?\S+@\S+")  # a mailbox that stands behind a name without brackets
PLAIN = re.compile(r"[^\"\\(),;:<]+")
NAME = 200  # characters of a display name


def parse(value: str, limit: int = RECIPIENTS) -> list[Address]:
    """Addresses of one header in order, at most limit; entries without a mailbox are left out."""
    found: list[Address] = []
    for phrase, angle, comment in _entries(value):
        if address := _address(phrase, angle, comment):
            found.append(address)
            if len(found) >= limit:
                break
    return found


def mailbox(text: str) -> str:
    """The first "local@domain" in a text, domain in lower case, "" when there is none."""
    text = text.strip()
    text = text[7:] if text[:7].lower() == "mailto:" else text
    text = text.rpartition(":")[2] if text.startswith("@") else text  # <@relay.example:anna@x.example>
    found = MAILBOX.search(text) or QUOTED_MAILBOX.search(text)
    if found is None:
        return ""
    local, _, domain = found.group().strip("'").rpartition("@")
    if local.startswith("[") and "[" not in domain:  # Anna Berg [anna@x.example]
        local, domain = local[1:], domain.rstrip("]")
    return f"{local}@{domain.rstrip('.').lower()}" if local and domain.strip(".") else ""


def _address(phrase: str, angle: str, comment: str) -> Address | None:
    said = angle or phrase
    address = mailbox(said) or mailbox(words.decode(said)) or mailbox(SPACED.sub("@", angle))
    if not address:
        return None
    name = phrase if angle else comment or ("" if '"' in phrase else LONE.sub("", phrase))
    name = words.decode(words.decode(name)).strip(" '\"\t") if name else ""
    return Address(name=name[:NAME], address=address)


def _entries(value: str) -> list[tuple[str, str, str]]:
    """(phrase, inside of <>, comment) of each entry between commas, outside quotes and comments."""
    entries: list[tuple[str, str, str]] = []
    phrase, angle, comment = "", "", ""
    at = 0
    while at < len(value):
        char = value[at]
        if char in ",;":
            entries.append((phrase, angle, comment))
            phrase, angle, comment = "", "", ""
            at += 1
        elif char == ":":  # a group name ends, or an odd address such as mailto:a@b
            phrase, at = ("" if not angle else phrase), at + 1
        else:
            kind, piece, at = _token(value, at)
            if kind == "angle" and "@" in words.decode(piece):
                angle = angle or piece
            elif kind == "angle":  # Anna <b>Berg</b> <anna@x.example>: a name may hold anything
                phrase += f"<{piece}>" if piece.strip() else ""
            elif kind == "comment":
                comment = comment or piece
            else:
                phrase += piece
    entries.append((phrase, angle, comment))
    return entries


def _token(value: str, at: int) -> tuple[str, str, int]:
    """(kind, text, next position) of the token at a position."""
    char = value[at]
    if char == '"':
        return _quoted(value, at)
    if char == "(":
        return _comment(value, at)
    if char == "<":
        end = value.find(">", at)
        return ("angle", value[at + 1 : end], end + 1) if end > 0 else ("angle", value[at + 1 :], len(value))
    if char in "\\)":
        return "text", value[at + 1 : at + 2] if char == "\\" else "", at + (2 if char == "\\" else 1)
    found = PLAIN.match(value, at)
    end = found.end() if found else at + 1
    return "text", value[at:end], end


def _quoted(value: str, at: int) -> tuple[str, str, int]:
    out: list[str] = []
    here = at + 1
    while here < len(value):
        char = value[here]
        if char == '"':
            text = "".join(out)
            local = value[here + 1 : here + 2] == "@"  # a quoted local part keeps its quotes
            return "text", f'"{text}"' if local else text, here + 1
        if char == "\\":
            here += 1
            char = value[here : here + 1]
        out.append(char)
        here += 1
    return "text", value[at + 1 :].partition("<")[0], _open_end(value, at)


def _open_end(value: str, at: int) -> int:
    """A quote that is never closed ends before the next < so that the mailbox is not lost."""
    angle = value.find("<", at)
    return angle if angle > 0 else len(value)


def _comment(value: str, at: int) -> tuple[str, str, int]:
    depth, here, size = 0, at, len(value)
    while here < size:
        char = value[here]
        if char == "\\":
            here += 1
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth == 0:
                return "comment", value[at + 1 : here], here + 1
        here += 1
    return "comment", value[at + 1 :], size
