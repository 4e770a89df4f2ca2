"""One HTML body turned into what the product needs, with a single parse of it.

safe() for showing, to_text() for reading and searching, quote_fold() for folding alone, page() for
all of them together, as the parser child uses it. Nothing here raises on any input.
"""

import re
from dataclasses import dataclass
from html import escape
from itertools import chain

from core.mail.html import gate, profile, quotes, signature, signed, text
from core.mail.html import tree as trees
from core.mail.html.tree import Element

SHORT = 3  # characters; an answer shorter than this was not one
REMOTE = re.compile(r"\s*(?:https?:)?//", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SafeHtml:
    """Markup that can be shown. remote_images: pictures held back; cids: content ids it refers to."""

    html: str = ""
    remote_images: int = 0
    cids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """safe with quotation and signature folded; text: all of it; new, quoted and signature: its parts."""

    safe: SafeHtml = SafeHtml()
    text: str = ""
    new: str = ""
    quoted: str = ""
    signature: str = ""
    notes: tuple[str, ...] = ()


def safe(html: str) -> SafeHtml:
    """Sanitised by the mail profile, quotations left as they are."""
    body = gate.opened(html)
    return _safe(body) if body is not None else _flat(html).safe


def to_text(html: str) -> str:
    """The text a reader would see."""
    body = gate.opened(html)
    return text.of(body) if body is not None else gate.bare_text(html[: gate.BYTES])


def quote_fold(html: str) -> str:
    """Sanitised markup whose quotations are inside <details class="quoted">."""
    return page(html).safe.html


def page(html: str, *, flat: bool = False, forwarded: bool = False, sender: str = "") -> Page:
    """Everything at once. flat: bare text only. forwarded: the quotation is the news, keep it open.

    sender: the display name, a sign of a signature.
    """
    if not html.strip():
        return Page()
    body = None if flat else gate.opened(html)
    if body is None:
        return _flat(html)
    whole = text.of(body)
    if forwarded:
        return Page(_safe(body), whole, whole)
    wrappers = quotes.fold(body, whole, html)
    marks = signed.marks(body, wrappers, html)
    new = text.of(body, without=[*wrappers, *chain.from_iterable(marks)]) if wrappers or marks else whole
    if marks and len(new.strip()) < SHORT:  # nothing but its signature: that stays open
        marks, new = [], text.of(body, without=wrappers)
    if wrappers and len(new.strip()) < SHORT and body.find(".//img") is None:
        return page(html, forwarded=True)
    signs = [signed.wrap(mark) for mark in marks]
    if not signs:
        signs, new = _by_text(body, wrappers, new, sender)
    return Page(_safe(body), whole, new, _folded(body, wrappers), _folded(body, signs))


def _by_text(body: Element, wrappers: list[Element], new: str, sender: str) -> tuple[list[Element], str]:
    """(the folded signature, what is new without it), known by its words alone."""
    lines = new.split("\n")
    at = signature.start(lines, sender)
    signs = signed.fold_text(body, "\n".join(lines[at:]), wrappers) if at is not None else []
    return signs, "\n".join(lines[:at]).strip() if signs else new


def _folded(body: Element, wrappers: list[Element]) -> str:
    parts = (text.of(wrapper).removeprefix(quotes.SUMMARY).strip() for wrapper in wrappers)
    return "\n\n".join(filter(None, parts))


def _safe(body: Element) -> SafeHtml:
    remote, cids = _pictures(body)
    return SafeHtml(profile.CLEANER.clean(trees.serialise(body)).strip(), remote, cids)


def _pictures(body: Element) -> tuple[int, tuple[str, ...]]:
    """Move remote addresses out of src; (how many, content ids)."""
    remote = 0
    cids: dict[str, None] = {}
    for image in body.iter("img", "image"):
        source = (image.get("src") or "").strip()
        image.attrib.pop("data-remote-src", None)
        if REMOTE.match(source):
            image.attrib.pop("src", None)
            image.set("data-remote-src", f"https:{source}" if source.startswith("//") else source)
            remote += 1
        elif source[:4].lower() == "cid:":
            cids[source[4:].strip("<>")] = None
    return remote, tuple(cids)


def _flat(html: str) -> Page:
    bare = gate.bare_text(html[: gate.BYTES])
    markup = f'<div style="white-space:pre-wrap">{escape(bare)}</div>' if bare else ""
    return Page(SafeHtml(markup), bare, bare, notes=("html.flattened",))
