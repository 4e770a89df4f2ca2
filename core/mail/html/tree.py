"""HTML to a tree and back. The tree is only for looking and moving; nh3 always has the last word."""

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from lxml import etree

Element = etree._Element
Said = TypeVar("Said")
REMEMBERED, SHORT = 2_000, 300  # values, and their characters: strangers fill this memory


def remembered(look: Callable[[str], Said]) -> Callable[[str], Said]:
    """A look at attributes, once for equal values: mail programs write the same ones a thousand times."""
    kept = lru_cache(maxsize=REMEMBERED)(look)
    return lambda value: kept(value) if len(value) <= SHORT else look(value)


def names(text: str) -> frozenset[str]:
    """A set of names out of one readable line."""
    return frozenset(text.split())


def parse(html: str) -> Element | None:
    """The body (or what stands for it), None when there is nothing in it."""
    parser = etree.HTMLParser(
        encoding="utf-8", recover=True, no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    data = html.encode("utf-8", "replace").replace(b"\0", b"")
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None:
        return None
    body = root.find("body")
    return body if body is not None else root


def serialise(body: Element) -> str:
    """The markup of the body, not yet safe."""
    return etree.tostring(body, method="html", encoding="unicode", with_tail=False)


def is_tag(node: Element) -> bool:
    """Elements only: comments and entities have a function as tag."""
    return isinstance(node.tag, str)
