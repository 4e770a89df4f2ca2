"""The HTML of a message that is passed on to somebody else: its own words and pictures, nothing of others'.

What it quotes was said by somebody else and is left out. Remote pictures would tell their sender that the
third party reads the mail, so only those that hang on the message itself stay.
"""

from collections.abc import Collection

from core.mail.html import gate, pages
from core.mail.html import tree as trees
from core.mail.html.tree import Element


def passed_on(html: str, cids: Collection[str]) -> str:
    """Sanitised once more. html: as it is stored, folded; cids: content ids of files that go along.

    "" when nothing of it is left, or it cannot be read.
    """
    body = gate.opened(html)
    if body is None:
        return ""
    for fold in list(body.iter("details")):
        if fold.get("class") == "quoted":
            _cut(fold)
        else:
            _open(fold)
    for image in list(body.iter("img")):
        if (image.get("src") or "").removeprefix("cid:").strip("<>") not in cids:
            _cut(image, words=image.get("alt") or "")
    return pages.safe(trees.serialise(body)).html


def _open(fold: Element) -> None:
    """Mail programs fold nothing: its content in plain sight."""
    fold.tag = "div"
    fold.attrib.pop("class", None)
    if (summary := fold.find("summary")) is not None:
        _cut(summary)


def _cut(node: Element, words: str = "") -> None:
    """Out with the element; what follows it stays, behind `words`."""
    around, before = node.getparent(), node.getprevious()
    if around is None:
        return
    rest = f"{words}{node.tail or ''}"
    if before is not None:
        before.tail = f"{before.tail or ''}{rest}"
    else:
        around.text = f"{around.text or ''}{rest}"
    around.remove(node)
