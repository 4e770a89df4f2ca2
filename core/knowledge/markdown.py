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
    """Paragraphs and lists as a letter has them, without headings and marks: for replies that quote.

    A row of a table is an item: "Viewer: read boards". What it says elsewhere would be torn from its row.
    """
    lines: list[str] = []
    lists: list[int | None] = []  # the open lists: next number, None for bullets
    rows: list[list[str]] = []  # of the open table, its heads first
    skipping = in_table = False
    for token in _parser.parse(text[:LONGEST_BODY]):
        if token.type == "heading_open":
            skipping = True
        elif token.type == "heading_close":
            skipping = False
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(int(token.attrGet("start") or 1) if token.type[0] == "o" else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type in ("table_open", "table_close"):
            in_table = token.type == "table_open"
            lines += [] if in_table else _told(rows)
            rows = []
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and in_table:
            rows[-1].append(_words(token))
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


def _told(rows: list[list[str]]) -> list[str]:
    """A table as items. Of two columns the second is said of the first; of more, each under its head."""
    heads, *others = rows
    lines = []
    for first, *rest in others:
        named = [f"{head}: {cell}" if head and len(rest) > 1 else cell
                 for head, cell in zip(heads[1:], rest, strict=True) if cell]  # fmt: skip
        joined = f"{first}{' – ' if len(rest) > 1 else ': '}{', '.join(named)}" if first else ", ".join(named)
        lines.append(f"\n- {joined if named else first}")
    return lines


def _words(token: Token) -> str:
    if token.type != "inline":
        return token.content.strip()
    pieces = (
        " " if child.type in ("softbreak", "hardbreak") else child.content for child in token.children or ()
    )
    return " ".join("".join(pieces).split())
