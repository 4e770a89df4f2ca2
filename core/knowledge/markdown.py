"""Markdown to safe HTML. Articles are written by colleagues, and still nothing they paste may run.

Raw HTML in the text is shown as text; what the renderer makes is cleaned once more by nh3, so a
fault in one of them is caught by the other. The page owns <h1>: headings move one level down.
"""

from __future__ import annotations

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from core.knowledge.rules import LONGEST_BODY

_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "s", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "a", "img", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}, "code": {"class"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
_parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


@lru_cache(maxsize=256)
def render(text: str) -> str:
    """Safe HTML of a Markdown text; what exceeds LONGEST_BODY is left out."""
    tokens = _parser.parse(text[:LONGEST_BODY])
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
    html = _parser.renderer.render(tokens, _parser.options, {})
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )


def plain(text: str) -> str:
    """The words without any marks: for excerpts, search results and evidence."""
    blocks = [_words(token) for token in _parser.parse(text[:LONGEST_BODY]) if token.content]
    return "\n".join(block for block in blocks if block)


def prose(text: str) -> str:
    """Paragraphs and lists as a letter has them, without headings and marks: for replies that quote."""
    lines: list[str] = []
    lists: list[int | None] = []  # the open lists: next number, None for bullets
    skipping = False
    for token in _parser.parse(text[:LONGEST_BODY]):
        if token.type == "heading_open":
            skipping = True
        elif token.type == "heading_close":
            skipping = False
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(int(token.attrGet("start") or 1) if token.type[0] == "o" else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.content and not skipping:
            lines.append(_line(_words(token), lists))
    return "".join(lines).strip()


def _line(words: str, lists: list[int | None]) -> str:
    """A paragraph between blank lines, or one line of the innermost list."""
    if not lists:
        return f"\n\n{words}"
    number = lists[-1]
    if number is None:
        return f"\n- {words}"
    lists[-1] = number + 1
    return f"\n{number}. {words}"


def _words(token: Token) -> str:
    if token.type != "inline":
        return token.content.strip()
    pieces = (
        " " if child.type in ("softbreak", "hardbreak") else child.content for child in token.children or ()
    )
    return " ".join("".join(pieces).split())
