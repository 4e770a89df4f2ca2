"""Is this HTML cheap enough to sanitise? One look at the raw text before a parser sees it, one at its tree.

The sanitiser is not linear in depth and in attributes per tag (100,000 nested divs cost 53 s), so
what is too large, too deep or too wide is shown as its bare text instead.
"""

import re
from html import unescape

from lxml import etree

from core.mail.html import tree as trees
from core.mail.html.tree import Element

BYTES = 2 * 1024 * 1024
LEVELS = 1_000  # of the tree, rows and cells counted; the deepest honest reply chain seen has about 150
ATTRIBUTES = 200
TAGS = 150_000
WIDE_TAG = 2 * ATTRIBUTES  # characters; a shorter tag cannot hold more

QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
SILENT = re.compile(r"<(script|style|title|head)\b[^<>]*>", re.IGNORECASE)
BREAK = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6]|/table|/blockquote)\b[^<>]*>", re.IGNORECASE)
ANY_TAG = re.compile(r"<[!/a-zA-Z?][^<>]*>")
BLANKS = re.compile(r"[ \t\u00a0]+")
GAPS = re.compile(r"\n[ \n]*\n")
_too_deep = etree.XPath(f"boolean({'/'.join(['*'] * LEVELS)})")


def opened(html: str) -> Element | None:
    """The tree of a page that may be worked on. None: too costly, or nothing in it; show its bare text."""
    if len(html) > BYTES or html.count("<") > TAGS:
        return None
    if any(_wide(span) for span in [span for span in html.split("<") if len(span) > WIDE_TAG]):
        return None
    body = trees.parse(html)
    return None if body is None or _too_deep(body) else body


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
