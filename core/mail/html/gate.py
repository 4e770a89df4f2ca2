"""Is this HTML cheap enough to sanitise? One linear look at the raw text before any parser sees it.

The sanitiser is not linear in depth and in attributes per tag (100,000 nested divs cost 53 s), so
what is too large, too deep or too wide is shown as its bare text instead.
"""

import re
from html import unescape

from core.mail.html.tree import names

BYTES = 2 * 1024 * 1024
LEVELS = 500  # the deepest honest reply chain seen has about 150
ATTRIBUTES = 200
TAGS = 150_000
WIDE_TAG = 2 * ATTRIBUTES  # characters; a shorter tag cannot hold more

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,30})")
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
# Never open a level of their own: void, or closed by the next of their kind.
LEVEL_FREE = names(
    "area base br col embed hr img input link meta param source track wbr p li td th tr dt dd option "
    "tbody thead tfoot colgroup rp rt html body head"
)
SILENT = re.compile(r"<(script|style|title|head)\b[^<>]*>", re.IGNORECASE)
BREAK = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6]|/table|/blockquote)\b[^<>]*>", re.IGNORECASE)
ANY_TAG = re.compile(r"<[!/a-zA-Z?][^<>]*>")
BLANKS = re.compile(r"[ \t\u00a0]+")
GAPS = re.compile(r"\n[ \n]*\n")


def refusal(html: str) -> str:
    """Why the HTML must be flattened: size | depth | width | tags; "" when it may pass."""
    if len(html) > BYTES:
        return "size"
    if html.count("<") > TAGS:
        return "tags"
    open_tags: list[str] = []
    counts: dict[str, int] = {}
    start = 0
    for tag in TAG.finditer(html):
        if tag.start() - start > WIDE_TAG and _wide(html[start : tag.start()]):
            return "width"
        start = tag.start()
        _step(tag.group(1) == "/", tag.group(2).lower(), open_tags, counts)
        if len(open_tags) > LEVELS:
            return "depth"
    return "width" if len(html) - start > WIDE_TAG and _wide(html[start:]) else ""


def _step(closing: bool, name: str, open_tags: list[str], counts: dict[str, int]) -> None:
    if name in LEVEL_FREE:
        return
    if not closing:
        open_tags.append(name)
        counts[name] = counts.get(name, 0) + 1
        return
    while counts.get(name):  # an end tag closes everything inside its element
        last = open_tags.pop()
        counts[last] -= 1
        if last == name:
            return


def _wide(span: str) -> bool:
    """More than ATTRIBUTES attributes in the tag that opens this span?"""
    bare = QUOTED.sub("", span)
    inside = bare.partition(">")[0]
    return max(inside.count("="), len(inside.split())) > ATTRIBUTES


def bare_text(html: str) -> str:
    """The text without tags, roughly; linear whatever the input."""
    text = ANY_TAG.sub(" ", BREAK.sub("\n", _without_silent(html)))
    return GAPS.sub("\n\n", BLANKS.sub(" ", unescape(text))).strip()


def _without_silent(html: str) -> str:
    """Scripts and styles cut out up to the first that never ends."""
    kept, at = [], 0
    while opened := SILENT.search(html, at):
        closed = re.compile(rf"</{opened.group(1)}\s*>", re.IGNORECASE).search(html, opened.end())
        if closed is None:
            break
        kept.append(html[at : opened.start()])
        at = closed.end()
    return "".join(kept) + html[at:]
