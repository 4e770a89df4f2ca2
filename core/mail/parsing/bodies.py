"""What the sender wrote: the text and the HTML out of all body parts, in order.

Alternatives of one multipart are one block; blocks of a mixed mail (Apple Mail puts text, picture,
text) follow each other. A block that has only one of both forms lends it to the other.
"""

import re
from dataclasses import dataclass, field
from html import escape

from core.mail.parsing import charsets, transfer
from core.mail.parsing.limits import HTML_BYTES, TEXT_BYTES
from core.mail.parsing.mime import Part

PADDING = 4  # line ends in a row that still mean something
GAP = re.compile(r"\n(?:[ \t]*\n){4,}")


@dataclass(slots=True)
class Block:
    """Alternatives that say the same."""

    text: str = ""
    html: str = ""


@dataclass(slots=True)
class Bodies:
    """Collected blocks, the uuencoded files found in them, what was cut."""

    blocks: list[Block] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    notes: set[str] = field(default_factory=set)


def is_body(part: Part, disposition: str, named: bool, alone: bool) -> bool:
    """Is this leaf something to read rather than a file? alone: it is all there is, whatever its name."""
    readable = part.type in ("text/plain", "text/html") and disposition != "attachment"
    return readable and (alone or not named)


def add(bodies: Bodies, part: Part, hints: tuple[str, ...]) -> None:
    """Decode one body part into the right block."""
    data = part.content()
    plain = part.type == "text/plain"
    if plain:
        data, files = transfer.uuencoded(data)
        bodies.files += [(charsets.decode(name, "", hints), content) for name, content in files]
    limit = TEXT_BYTES if plain else HTML_BYTES
    if len(data) > limit:
        bodies.notes.add("text.cut" if plain else "html.cut")
        data = data[:limit]
    text = lines(charsets.decode(data, part.params.get("charset", ""), hints))
    if plain and part.params.get("format", "").lower() == "flowed":
        text = unflow(text, part.params.get("delsp", "").lower() == "yes")
    _put(bodies, part, text, plain)


def lines(text: str) -> str:
    """Line ends as \\n, runs of empty lines held short."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    return GAP.sub("\n" * PADDING, text)


def _put(bodies: Bodies, part: Part, text: str, plain: bool) -> None:
    alternative = "multipart/alternative" in part.parents
    last = bodies.blocks[-1] if bodies.blocks else None
    free = last is not None and not (last.text if plain else last.html)
    if not (alternative and last and free):
        last = Block()
        bodies.blocks.append(last)
    if plain:
        last.text = text
    else:
        last.html = text


def joined(bodies: Bodies) -> tuple[str, str]:
    """(text, html); html is empty when no block has any, text when only HTML was sent."""
    blocks = [block for block in bodies.blocks if block.text.strip() or block.html.strip()]
    if not any(block.html for block in blocks):
        return "\n".join(block.text for block in blocks), ""
    html = "\n".join(block.html or _as_html(block.text) for block in blocks)
    if all(block.text.strip() for block in blocks):
        return "\n".join(block.text for block in blocks), html
    return "", html  # a half text would hide the other half; the reader derives it from the HTML


def _as_html(text: str) -> str:
    return f"<div>{escape(text).replace(chr(10), '<br>')}</div>"


def unflow(text: str, delsp: bool) -> str:
    """RFC 3676: join the soft-broken lines; quote depth and the signature mark are respected."""
    out: list[str] = []
    depth_before, soft = 0, False
    for line in text.split("\n"):
        body = line.lstrip(">")
        depth = len(line) - len(body)
        body = body.removeprefix(" ")
        signature = body == "-- "
        if soft and depth == depth_before and not signature:
            out[-1] += body
        else:
            out.append((">" * depth + " " if depth else "") + body)
        soft = body.endswith(" ") and not signature
        if soft and delsp:
            out[-1] = out[-1][:-1]
        depth_before = depth
    return "\n".join(out)
