"""The text of an HTML tree as a person would read it aloud. Linear, no recursion.

What the sender hides (display:none preheaders, styles, scripts) is not text.
"""

import re
from collections.abc import Collection

from lxml import etree

from core.mail.html.tree import Element, names

BLOCKS = names(
    "address article aside blockquote center dd details div dl dt fieldset figure figcaption footer form "
    "h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody thead tfoot tr ul"
)
PARAGRAPHS = names("p h1 h2 h3 h4 h5 h6 ul ol table blockquote pre")
SILENT = names("script style head title template noscript object iframe svg math select textarea noframes")
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
BLANKS = re.compile(r"[ \t\r\n\f]+")
TRAILING = re.compile(r"[ \t\u00a0]+\n")
GAPS = re.compile(r"\n{3,}")
INVISIBLE = str.maketrans(dict.fromkeys("\u00ad\u200b\u200c\u2060\ufeff\u034f"))


def of(body: Element, without: Collection[Element] = (), only: Element | None = None) -> str:
    """Text of the body, leaving out some subtrees. only: start at this element instead."""
    out: list[str] = []
    skipped = frozenset(without)
    verbatim = 0
    walker = etree.iterwalk(body if only is None else only, events=("start", "end"))
    for event, node in walker:
        tag = node.tag
        if event == "start":
            if not isinstance(tag, str) or tag in SILENT or node in skipped or _hidden(node):
                walker.skip_subtree()
                continue
            verbatim += tag == "pre"
            _open(tag, out)
            _say(node.text, out, verbatim)
        else:
            if isinstance(tag, str) and node not in skipped:
                verbatim -= tag == "pre"
                _close(tag, out)
            if node is not (only if only is not None else body):
                _say(node.tail, out, verbatim)
    return _tidy("".join(out))


def _hidden(node: Element) -> bool:
    style = node.get("style")
    return style is not None and HIDDEN.search(style) is not None


def _open(tag: str, out: list[str]) -> None:
    if tag == "br":
        out.append("\n")
    elif tag == "li":
        _line(out)
        out.append("- ")
    elif tag in BLOCKS:
        _line(out)
    elif tag in ("td", "th") and out and out[-1][-1:] not in (" ", "\n"):
        out.append(" ")


def _close(tag: str, out: list[str]) -> None:
    if tag in BLOCKS:
        _line(out)
        if tag in PARAGRAPHS:
            out.append("\n")


def _line(out: list[str]) -> None:
    if out and not out[-1].endswith("\n"):
        out.append("\n")


def _say(text: str | None, out: list[str], verbatim: int) -> None:
    if not text:
        return
    if verbatim > 0:
        out.append(text)
        return
    if "  " in text or not text.isprintable():  # most pieces are clean already
        text = BLANKS.sub(" ", text)
    if text[0] == " " and (not out or out[-1][-1:] in (" ", "\n")):
        text = text[1:]
    if text:
        out.append(text)


def _tidy(text: str) -> str:
    text = text.translate(INVISIBLE).replace("\r", "") if not text.isascii() else text.replace("\r", "")
    return GAPS.sub("\n\n", TRAILING.sub("\n", text.replace("\u00a0", " "))).strip()
