"""Where the sender's signature stands inside an HTML mail: by the marks of mail programs, else by its text.

It is moved into <details class="signature">, as quotes.fold does with quotations. What a signature
element holds besides a signature (a question, a page of text) keeps it open.
"""

import re
from collections.abc import Sequence

from lxml import etree

from core.mail.html import signature, text
from core.mail.html.quotes import wrapper
from core.mail.html.tree import Element, is_tag, remembered

MARKS = re.compile(
    r"(?:^|[\s\"])(?:x_)*(?:gmail_signature|moz-signature|AppleMailSignature|Signature|ms-outlook-mobile-signature|"
    r"protonmail_signature_block|ymail_android_signature|yahoo-signature|bloop_sign_\w*|_rc_sig|k9mail-signature|"
    r"front-signature|hs_signature|mailbird-signature|eMClientSignature|sh-signature|Zm-_Id_-Sgn\w*|"
    r"tutanota-signature|zoho_signature|js-signature|mail-signature|email-signature)(?:$|[\s\"])"
)
NAMES = ("messageSignatureSection", "signature")
PREFIX = re.compile(r"gmail_signature_prefix|moz-txt-sig")
BREAK = "lineBreakAtBeginningOfSignature"  # Apple Mail: the signature is what follows
HINT = re.compile("[Ss]ig|Sgn")  # none of the marks is without
MOST_CHARS, MOST_LINES = 2_500, 40
CLIMB = 8  # elements around the first word of a signature
BLANKS = re.compile(r"\s+")
_telling = etree.XPath(
    " | ".join(f"descendant-or-self::*/@{name}/.." for name in ("class", "id", "name", "data-smartmail"))
)


def marks(body: Element, quoted: Sequence[Element], markup: str) -> list[list[Element]]:
    """What programs mark as signature, outside of quotations: for each the elements to fold.

    markup: what the body was parsed from.
    """
    if not HINT.search(markup):
        return []
    return [_with_prefix(mark) for mark in _marks(body, quoted) if _believed(mark, quoted)]


def fold_text(body: Element, said: str, quoted: Sequence[Element]) -> list[Element]:
    """Wrap the end of the page whose text is this signature; none when no elements hold just that."""
    want, first = _squeezed(said), _squeezed(said.split("\n", 1)[0])
    node = _last_saying(body, first, quoted)
    for _ in range(CLIMB):
        if node is None or node is body:
            return []
        rest = _rest(node, quoted)
        if _closes(body, rest[-1], quoted) and _squeezed(" ".join(map(_said, rest))) == want:
            return [_wrap_inside(rest)]
        node = node.getparent() if _opens(node) else None
    return []


def _marks(body: Element, quoted: Sequence[Element]) -> list[Element]:
    found: list[Element] = []
    inside = {node for fold in quoted for node in fold.iter()}
    for node in _telling(body):
        if node not in inside and (mark := _mark(node)) is not None:
            found.append(mark)
            if mark is node:
                inside.update(mark.iter())
    return found


def _mark(node: Element) -> Element | None:
    marks = f"{node.get('class', '')} {node.get('id', '')}"
    if node.tag == "br":
        return node.getnext() if BREAK in marks else None
    if _named(marks):
        return node
    named = node.get("name") in NAMES or node.get("data-smartmail") == "gmail_signature"
    return node if named and node.tag in ("div", "table") else None


@remembered
def _named(marks: str) -> bool:
    """Do class and id name a signature?"""
    return len(marks) > 1 and MARKS.search(marks) is not None


def _believed(mark: Element, quoted: Sequence[Element]) -> bool:
    """It has words, not too many, no question, and no quotation inside."""
    if mark.getparent() is None or any(mark in wrapped.iterancestors() for wrapped in quoted):
        return False
    lines = text.of(mark).split("\n")
    size = sum(map(len, lines))
    return 0 < size <= MOST_CHARS and len(lines) <= MOST_LINES and not any(map(signature.is_needed, lines))


def wrap(nodes: Sequence[Element]) -> Element:
    """Put neighbours into a fold at their place; words behind the last one stay outside."""
    around, first, last = wrapper("signature"), nodes[0], nodes[-1]
    parent = first.getparent()
    assert parent is not None
    tail, last.tail = last.tail, None
    if first.tag == "br" and (first.tail or first is last):  # its own words hang behind the line break
        words, first.tail = first.tail, None
        first.addnext(around)
        etree.SubElement(around, "div").text = words
        around.extend(nodes[1:])
    else:
        parent.replace(first, around)
        around.extend(nodes)
    around.tail = tail
    return around


def _with_prefix(mark: Element) -> list[Element]:
    """Together with the "-- " that Gmail puts above it."""
    before, between = mark.getprevious(), [mark]
    while before is not None and before.tag == "br" and not (before.tail or "").strip():
        between.insert(0, before)
        before = before.getprevious()
    is_prefix = before is not None and is_tag(before) and PREFIX.search(before.get("class", ""))
    if is_prefix and before is not None and not (before.tail or "").strip():
        return [before, *between]
    return [mark]


def _last_saying(body: Element, first: str, quoted: Sequence[Element]) -> Element | None:
    """The last element, or line break, whose own words open like the signature."""
    found, head = None, first.split(" ", 1)[0]
    walker = etree.iterwalk(body, events=("start",))
    for _, node in walker:
        if node in quoted:
            walker.skip_subtree()
        elif is_tag(node):
            own = node.tail if node.tag == "br" else node.text
            if own and head in own and _squeezed(own) == first:
                found = node
    return found


def _rest(node: Element, quoted: Sequence[Element]) -> list[Element]:
    """The element and what follows beside it, up to a quotation."""
    found = [node]
    for one in node.itersiblings():
        if one in quoted:
            break
        found.append(one)
    return found


def _closes(body: Element, last: Element, quoted: Sequence[Element]) -> bool:
    """Nothing but quotations behind it on the whole page."""
    here: Element | None = last
    while here is not None and here is not body:
        if here is not last and (here.tail or "").strip():
            return False
        if any(text.of(one) for one in here.itersiblings() if is_tag(one) and one not in quoted):
            return False
        here = here.getparent()
    return True


def _said(node: Element) -> str:
    return f"{'' if node.tag == 'br' else text.of(node)} {node.tail or ''}"


def _wrap_inside(nodes: Sequence[Element]) -> Element:
    """As wrap, with the words behind the last one."""
    around = wrap(nodes)
    nodes[-1].tail, around.tail = (around.tail, None) if len(nodes) > 1 else (None, around.tail)
    return around


def _opens(node: Element) -> bool:
    """Is it the first thing its parent says?"""
    parent = node.getparent()
    before = node.itersiblings(preceding=True)
    return (
        parent is not None
        and not (parent.text or "").strip()
        and not any(text.of(one) or (one.tail or "").strip() for one in before if is_tag(one))
    )


def _squeezed(value: str) -> str:
    return BLANKS.sub(" ", value.replace("\u00a0", " ")).strip()
