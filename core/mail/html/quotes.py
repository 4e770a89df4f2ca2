"""Where the quoted conversation starts inside an HTML mail, known from the marks of mail programs.

`fold` moves the quotation into <details class="quoted">, so that one tree gives the page to show,
the new text and the quoted text. Forwarded mails and answers between quotations are left in place.
"""

import re
from collections.abc import Iterable
from itertools import islice

from lxml import etree

from core.mail.html import attribution, delimiter, headers, text
from core.mail.html.tree import Element, is_tag, remembered

HOLDS = re.compile(  # the element holds the quotation
    r"\b(?:x_)*(?:gmail_quote|yahoo_quoted|protonmail_quote|tutanota_quote|zmail_extra|front-blockquote|"
    r"ntes-mailmaster-quote|moz-forward-container|airmail_on|hey-quote|wmail_quote|mailmaster-quote)"
)
STARTS = re.compile(  # the quotation starts here and runs to the end
    r"\b(?:x_)*(?:divRplyFwdMsg|appendonsend|stopSpelling|mail-editor-reference-message-container|zwchr|"
    r"ms-outlook-mobile-reference-message|OLK_SRC_BODY_SECTION|reply-intro|isReplyContent|OutlookMessageHeader|"
    r"mailbird-quote|blockquote_zmail)"
)
NAMES = ("quote", "messageReplySection")
PREFIX = re.compile(r"\b(?:x_)*(?:moz-cite-prefix|gmail_attr|protonmail_quote_header)")
OUTLOOK = re.compile(
    r"border-top:\s*(?:solid\s+#?\w+\s+1\.0pt|1(?:\.0)?pt\s+solid|#?\w+\s+1\.0pt\s+solid)", re.I
)
COLON = re.compile("[:：>]")  # no announcement is without
SUMMARY = "\u2026"
HEAD_CHARS = 600  # of a candidate's text looked at
SMALL = 30  # elements; a line of an announcement has fewer
ABOVE_CHARS = 80  # of the words right above it
BETWEEN = 20  # empty elements between it and the words above it

# The elements that can tell: most elements of a mail are bare, and are not looked at one by one.
_NAMED = " | ".join(
    (
        "descendant-or-self::blockquote",
        *(f"descendant-or-self::*/@{name}/.." for name in ("class", "id", "name")),
    )
)
_STYLED = " | ".join(f"descendant-or-self::{tag}/@style[contains(., 'pt')]/.." for tag in ("div", "p", "td"))
_named_ones, _telling = etree.XPath(_NAMED), etree.XPath(f"{_NAMED} | {_STYLED}")
RULE_HINT = re.compile("border-top", re.IGNORECASE)


def fold(body: Element, said: str, markup: str) -> list[Element]:
    """Wrap each quotation; the wrappers in document order, empty when there is none.

    said: the text of the body; markup: what it was parsed from.
    """
    delimited = delimiter.is_likely(said)
    holders, start = _marks(_candidates(body, markup, delimited), delimited)
    holders = [mark for mark in holders if not _forwarded(mark)]
    if start is not None and not (len(holders) > 1 or any(map(_answers_inside, holders))):
        return [_wrap_rest(holders[0] if holders else start)]
    if start is not None:
        return [_wrap_rest(start)]
    return [_wrap(mark) for mark in _trailing(body, holders)]


def _candidates(body: Element, markup: str, delimited: bool) -> Iterable[Element]:
    """All elements where one may be the line above which answers go, else those that can tell."""
    if delimited:
        return body.iter(etree.Element)
    return _telling(body) if RULE_HINT.search(markup) else _named_ones(body)


def _marks(nodes: Iterable[Element], delimited: bool) -> tuple[list[Element], Element | None]:
    """(outermost elements that hold quotations, the first element that starts an open end).

    delimited: may one be the line above which answers go?
    """
    holders: list[Element] = []
    inside: set[Element] = set()  # of the holders
    for node in nodes:
        if node in inside:
            continue
        kind = _kind(node, delimited)
        if kind == "starts":
            return holders, node
        if kind == "holds":
            holders.append(node)
            inside.update(node.iter())
    return holders, None


def _kind(node: Element, delimited: bool) -> str:
    tag, marks = node.tag, f"{node.get('class', '')} {node.get('id', '')}"
    if tag == "blockquote" and (node.get("type") == "cite" or "gmail_quote" in marks):
        return "holds"
    if tag == "blockquote" and _is_announced(node):
        return "holds"
    if (named := _named(marks)) == "holds" or (tag == "div" and node.get("name") in NAMES):
        return "holds"
    if named == "starts" and not _forwarded(node):
        return "starts"
    style = node.get("style")
    if style and tag in ("div", "p", "td") and _ruled(style) and _labels(node):
        return "starts"
    delimits = delimited and node.text and delimiter.is_delimiter(node.text.strip())
    return "starts" if delimits else ""


@remembered
def _named(marks: str) -> str:
    """What class and id say: "holds", "starts" or nothing."""
    if len(marks) > 1 and HOLDS.search(marks):
        return "holds"
    return "starts" if len(marks) > 1 and STARTS.search(marks) else ""


@remembered
def _ruled(style: str) -> bool:
    """Does a style draw the line of Outlook above a quotation?"""
    return OUTLOOK.search(style) is not None


def _labels(node: Element) -> bool:
    """Does an element open with From: Sent: To: lines?"""
    return headers.is_block(text.of(node)[:HEAD_CHARS].split("\n"))


def _forwarded(node: Element) -> bool:
    """Does it hold a forwarded mail, by its own first words or by those right above it?"""
    first = " ".join("".join(islice(node.itertext(), SMALL)).split())
    return attribution.forward(first[:HEAD_CHARS]) or attribution.forward(_above(node)[-ABOVE_CHARS:])


def _above(node: Element) -> str:
    """The words right above an element on its own level, "" for none."""
    above, said = _neighbour(node)
    if said is None and above is not None:
        said = text.of(_end_of(above))
    return " ".join((said or "")[-HEAD_CHARS:].split())


def _is_announced(node: Element) -> bool:
    """Do the words right above say who wrote this? Most can be told from the lack of any colon."""
    above, said = _neighbour(node)
    raw = "".join(_end_of(above).itertext()) if said is None and above is not None else said or ""
    return COLON.search(raw) is not None and _announcing(_above(node))


def _neighbour(node: Element) -> tuple[Element | None, str | None]:
    """(what stands right above, its words where they are in no element).

    Beyond BETWEEN empty elements nothing is right above: a mail may hold thousands of them.
    """
    for above in islice(node.itersiblings(preceding=True), BETWEEN):
        if (above.tail or "").strip():
            return above, above.tail
        if _has_words(above):
            return above, None
    parent = node.getparent()
    return None, parent.text if parent is not None else ""


def _has_words(node: Element) -> bool:
    return is_tag(node) and any(part.strip() for part in node.itertext())


def _end_of(node: Element) -> Element:
    """The last small part of an element: an announcement is no more than a line."""
    while len(node) and is_tag(node[-1]) and sum(1 for _ in islice(node.iter(), SMALL)) == SMALL:
        node = node[-1]
    return node


def _trailing(body: Element, holders: list[Element]) -> list[Element]:
    """The quotations behind the last own words; those between answers stay where they are."""
    if len(holders) == 1:
        return [] if _answers_inside(holders[0]) else holders
    if len(holders) > 1 and _between(body, holders[-2], holders[-1]):
        return [] if _after(body, holders[-1]) else holders[-1:]
    return holders


def _answers_inside(holder: Element) -> bool:
    """Gmail keeps answers written between the quotations inside the quote element itself."""
    if holder.tag == "blockquote":
        return False
    seen_quote = False
    for child in holder:
        own = "" if child.tag == "blockquote" or not is_tag(child) else text.of(child)
        if seen_quote and (own.strip() or (child.tail or "").strip()):
            return True
        seen_quote = seen_quote or child.tag == "blockquote"
        if seen_quote and (child.tail or "").strip():
            return True
    return False


def _between(body: Element, first: Element, second: Element) -> bool:
    """Are there own words between two quotations?"""
    said, inside, last = 0, False, False
    walker = etree.iterwalk(body, events=("start", "end"))
    for event, node in walker:
        if event == "end":
            inside = inside or node is first
            said += _words(node.tail) if inside else 0
            continue
        if node is second:
            last = True
            break
        if node is first or not is_tag(node) or _is_prefix(node):
            walker.skip_subtree()
        elif inside:
            said += _words(node.text)
    return last and said > 1


def _after(body: Element, mark: Element) -> bool:
    """Are there own words behind a quotation?"""
    here: Element | None = mark
    while here is not None and here is not body:
        if _words(here.tail) or any(text.of(node) for node in here.itersiblings() if is_tag(node)):
            return True
        here = here.getparent()
    return False


def _words(value: str | None) -> int:
    return len(value.split()) if value and not attribution.wrote(" ".join(value.split())) else 0


def _is_prefix(node: Element) -> bool:
    return PREFIX.search(f"{node.get('class', '')}") is not None


def wrapper(kind: str = "quoted") -> Element:
    """An empty fold: <details class="quoted|signature">."""
    around = etree.Element("details", {"class": kind})
    etree.SubElement(around, "summary").text = SUMMARY
    return around


def _wrap(mark: Element) -> Element:
    """Put one element, and the line that announces it, into a wrapper at its place."""
    around, parent = wrapper(), mark.getparent()
    if parent is None:
        return mark
    before = mark.getprevious()
    while before is not None and before.tag == "br" and not (before.tail or "").strip():
        before = before.getprevious()
    tail, mark.tail = mark.tail, None
    parent.replace(mark, around)
    if before is not None and _announces(before):
        between, before.tail = before.tail, None
        parent.remove(before)
        around.append(before)
        before.tail = between
    around.append(mark)
    around.tail = tail
    return around


def _announces(node: Element) -> bool:
    if not is_tag(node):
        return False
    return _is_prefix(node) or _announcing(" ".join(text.of(node)[:HEAD_CHARS].split()))


def _announcing(line: str) -> bool:
    return attribution.wrote(line) or attribution.dated(line)


def _wrap_rest(mark: Element) -> Element:
    """Put an element and everything behind it in the document into a wrapper at its place."""
    around, parent = wrapper(), mark.getparent()
    if parent is None:
        return mark
    rule = mark.getprevious()
    if rule is not None and rule.tag == "hr" and not (rule.tail or "").strip():
        mark = rule
    rest = list(mark.itersiblings())
    parent.replace(mark, around)
    around.append(mark)
    around.extend(rest)
    above: Element | None = parent
    while above is not None and above.tag != "body" and above.getparent() is not None:
        loose, above.tail = above.tail, None
        following = list(above.itersiblings())
        if loose and loose.strip():
            etree.SubElement(around, "div").text = loose
        around.extend(following)
        above = above.getparent()
    return around
