"""The mail profile of the sanitiser: what is left of foreign HTML, and nothing else.

No scripts, no handlers, no forms, no embedded worlds (svg, math, iframe), no style sheets, nothing
that makes the browser ask another host. Pictures only from the mail itself (cid:); remote ones
keep their address in data-remote-src for the reader's click.
"""

import re
from functools import lru_cache

import nh3

from core.mail.html.tree import names

VERSION = 1  # raise when the profile changes, so that stored HTML is made again

TAGS = names(
    "a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn "
    "div dl dt em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp "
    "small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr"
)
WITH_CONTENT = names(
    "script style svg math template noscript iframe object embed applet form select textarea button title "
    "noembed noframes frameset xmp plaintext audio video canvas option"
)
ATTRIBUTES = {
    "*": {"dir", "lang", "title", "style", "align"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "border", "data-remote-src"},
    "font": {"color", "face", "size"},
    "table": {"border", "cellpadding", "cellspacing", "width", "height", "bgcolor"},
    "td": {"colspan", "rowspan", "width", "height", "bgcolor", "valign", "nowrap"},
    "th": {"colspan", "rowspan", "width", "height", "bgcolor", "valign", "nowrap"},
    "tr": {"bgcolor", "valign", "height"},
    "col": {"span", "width"},
    "colgroup": {"span", "width"},
    "ol": {"start", "type"},
    "hr": {"size", "width", "color"},
    "details": {"class"},
}
STYLES = names(
    "background-color border border-bottom border-bottom-color border-bottom-style border-bottom-width "
    "border-collapse border-color border-left border-left-color border-left-style border-left-width "
    "border-radius border-right border-right-color border-right-style border-right-width border-spacing "
    "border-style border-top border-top-color border-top-style border-top-width border-width clear color "
    "direction display font font-family font-size font-style font-variant font-weight height letter- "
    "spacing line-height list-style-type margin margin-bottom margin-left margin-right margin-top max- "
    "width min-width padding padding-bottom padding-left padding-right padding-top table-layout text- "
    "align text-decoration text-indent text-transform vertical-align white-space width word-break word- "
    "spacing word-wrap overflow-wrap background"
)
# No backslash, no function but a colour, no angle brackets, no comment: nothing to hide an address in.
VALUE = re.compile(
    r"(?:[\w\s#%.,'\"!+-]|rgba?\([\d\s,.%/]+\)|hsla?\([\d\s,.%/a-z]+\))+", re.IGNORECASE | re.ASCII
)
NEGATIVE = re.compile(r"(?<![\w#])-\s*\d")  # would draw outside the mail's own box
DISPLAYS = names("block inline inline-block none table table-row table-cell list-item")
STYLE_LENGTH = 4_000
LINK = re.compile(r"(?:https?://|mailto:|tel:)[^\x00-\x20<>\"\\]*", re.IGNORECASE)
CID = re.compile(r"cid:[^\x00-\x20<>\"'\\]{1,250}", re.IGNORECASE)
REMOTE = re.compile(r"https?://[^\x00-\x20<>\"'\\]{1,4000}", re.IGNORECASE)
PLAIN_VALUE = re.compile(r"[\w\s#%.,+-]{0,200}", re.ASCII)
FOLDS = ("quoted", "signature")
FREE_TEXT = frozenset({"title", "alt"})


def allowed(tag: str, name: str, value: str) -> str | None:
    """nh3's question for each attribute that passed the name list: the value to keep, or None."""
    if name == "style":
        return style(value) or None
    if name == "href":
        value = value.strip()
        return value if LINK.fullmatch(value) else None
    if name == "src":
        return value.strip() if CID.fullmatch(value.strip()) else None
    if name == "data-remote-src":
        return value if REMOTE.fullmatch(value) else None
    if name == "class":
        return value if value in FOLDS else None
    if name in FREE_TEXT:
        return value[:500]
    return value if PLAIN_VALUE.fullmatch(value) else None


@lru_cache(maxsize=2_000)
def style(value: str) -> str:
    """The harmless declarations of a style attribute, in order."""
    kept = []
    for declaration in value[:STYLE_LENGTH].split(";"):
        name, _, setting = declaration.partition(":")
        name, setting = name.strip().lower(), setting.strip()
        if name == "display" and setting.lower() not in DISPLAYS:
            continue
        if name in STYLES and VALUE.fullmatch(setting) and not NEGATIVE.search(setting):
            kept.append(f"{name}:{setting}")
    return ";".join(kept)


CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(WITH_CONTENT),
    attributes=ATTRIBUTES,
    attribute_filter=allowed,
    strip_comments=True,
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}},
    url_schemes={"http", "https", "mailto", "tel", "cid"},
    url_relative="deny",
)
