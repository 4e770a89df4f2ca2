"""Light marks in what colleagues write, as the composer puts them: **bold**, _italic_, lists, links, quotes.

A subset of CommonMark: no headings, rules, HTML, entities or escapes. Words that were typed without a thought
of marks stay as they were typed, and every line break is one. Customers' words are never read this way.
"""

from __future__ import annotations

import re
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from core.tickets.models import Message

RULES = ("emphasis", "backticks", "fence", "link", "autolink", "list", "blockquote", "newline")
OURS = (Message.Kind.REPLY, Message.Kind.NOTE, Message.Kind.FORWARD, Message.Kind.AUTO)
LONGEST = 50_000  # characters; more is no letter that somebody typed
_TAGS = {"p", "br", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
_MARKED = re.compile(r"[*_`\[<]|^\s{0,3}(?:[-+>]\s|\d{1,3}[.)]\s)", re.MULTILINE)


def _keep_stars(state: StateCore) -> None:
    """A single star is a star: "2*3*4" is arithmetic, and the composer writes italics with underscores."""
    for block in state.tokens:
        for one in block.children or ():
            if one.type in ("em_open", "em_close") and one.markup == "*":
                one.type, one.tag, one.nesting, one.content = "text", "", 0, "*"


_parser = MarkdownIt("zero", {"html": False, "breaks": True}).enable(list(RULES))
_parser.core.ruler.push("keep_stars", _keep_stars)


def is_marked(text: str) -> bool:
    """Whether there may be marks in it; most messages have none, and need no parser."""
    return len(text) <= LONGEST and _MARKED.search(text) is not None


@lru_cache(maxsize=2_000)
def render(text: str) -> str:
    """Safe HTML: blocks of `p`, `ul`, `ol`, `blockquote` and `pre`."""
    return nh3.clean(
        _parser.render(text),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )


def of(message: Message) -> str:
    """What a colleague wrote, as safe HTML; "" where plain text says the same, and for all others' words."""
    if message.kind not in OURS or message.html or not is_marked(message.text):
        return ""
    return render(message.text)


def plain(text: str) -> str:
    """One run of words without marks, for a line in a list."""
    if not is_marked(text):
        return text
    return " ".join(_words(token) for token in _parser.parse(text) if token.content)


def _words(token: Token) -> str:
    """Of a paragraph, or of a block of code."""
    if token.children is None:
        return token.content
    return "".join("\n" if one.type.endswith("break") else one.content for one in token.children)
