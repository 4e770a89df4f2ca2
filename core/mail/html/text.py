"""The text of an HTML tree as a person would read it aloud. Linear, and done by libxslt: in Python the same
walk would cost a mail of many tags more than all the rest of its reading.

What the sender hides (display:none preheaders, styles, scripts) is not text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from lxml import etree

from core.mail.html.tree import Element, names, remembered

BLOCKS = names(
    "address article aside blockquote center dd details div dl dt fieldset figure figcaption footer form "
    "h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody thead tfoot tr ul"
)
PARAGRAPHS = names("p h1 h2 h3 h4 h5 h6 ul ol table blockquote pre")
SILENT = names("script style head title template noscript object iframe svg math select textarea noframes")

# Signs put between the words, out of the code points that no text has (noncharacters of Unicode).
LINE, END, BREAK, PRE, PRE_END, BLANK, TAB = (chr(0xFDD0 + number) for number in range(7))

_SHEET = f"""<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:output method="text"/>
<xsl:template match="{"|".join(sorted(BLOCKS - PARAGRAPHS - {"li"}))}"
  >{LINE}<xsl:apply-templates/>{LINE}</xsl:template>
<xsl:template match="{"|".join(sorted(PARAGRAPHS - {"pre"}))}"
  >{LINE}<xsl:apply-templates/>{END}</xsl:template>
<xsl:template match="pre">{LINE}{PRE}<xsl:apply-templates/>{PRE_END}{END}</xsl:template>
<xsl:template match="li">{LINE}- <xsl:apply-templates/>{LINE}</xsl:template>
<xsl:template match="td|th"><xsl:text> </xsl:text><xsl:apply-templates/></xsl:template>
<xsl:template match="br">{BREAK}</xsl:template>
<xsl:template match="{"|".join(sorted(SILENT))}"/>
</xsl:stylesheet>"""  # patterns with conditions would count the neighbours of every element
_words = etree.XSLT(etree.fromstring(_SHEET))
_styles = etree.XPath("descendant-or-self::*/@style")

HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
VERBATIM = re.compile(f"{PRE}([^{PRE_END}]*){PRE_END}?")
BLANKS = "\t\r\n\f"
GAPS = re.compile(r"\n{3,}")
INVISIBLE = re.compile("[\u00ad\u200b\u200c\u2060\ufeff\u034f]")


def of(body: Element, without: Iterable[Element] = ()) -> str:
    """Text of the body, leaving out some subtrees."""
    if _hides(body.get("style", "")):
        return ""
    with _taken_out([*without, *(style.getparent() for style in _styles(body) if _hides(str(style)))]):
        return _tidy(str(_words(body)))


@remembered
def _hides(style: str) -> bool:
    return HIDDEN.search(style) is not None


@contextmanager
def _taken_out(nodes: Sequence[Element]) -> Iterator[None]:
    """The tree without these, for a moment; what follows them stays."""
    places = []
    for node in nodes:
        if (parent := node.getparent()) is not None:
            place = etree.Element("wbr")
            place.tail = node.tail
            parent.replace(node, place)  # takes the tail of the node along
            places.append((parent, place, node))
    try:
        yield
    finally:
        for parent, place, node in reversed(places):
            parent.replace(place, node)


def _tidy(said: str) -> str:
    """Blanks and signs to what a reader sees."""
    if PRE in said:
        said = VERBATIM.sub(_kept, said).replace(PRE_END, "")
    for sign in BLANKS:
        said = said.replace(sign, " ")
    while "  " in said:
        said = said.replace("  ", " ")
    for sign in (LINE, END, BREAK):
        said = said.replace(f"{sign} ", sign)
    said = _lines(said)
    if not said.isascii():
        said = INVISIBLE.sub("", said).replace("\u00a0", " ").replace(BLANK, " ").replace(TAB, "\t")
    said = "\n".join([line.rstrip(" \t") for line in said.split("\n")])
    return GAPS.sub("\n\n", said).strip()


def _lines(said: str) -> str:
    """A block opens and closes on a line of its own, a paragraph leaves an empty one behind it."""
    said = said.replace(END, LINE + BREAK)
    for signs, one in ((LINE + LINE, LINE), (BREAK + LINE, BREAK)):
        while signs in said:
            said = said.replace(signs, one)
    return said.replace(LINE, "\n").replace(BREAK, "\n")


def _kept(verbatim: re.Match[str]) -> str:
    """What stands in <pre>, its blanks out of the reach of the rules for blanks."""
    said = verbatim[1].replace(PRE, "").replace("\r", "")
    return said.replace(" ", BLANK).replace("\t", TAB).replace("\n", BREAK)
