"""The HTML side of a letter. One template for all kinds; its style is inlined once per process.

Everything a person wrote goes in through autoescape or `escape`; nothing of the template's own
markup is made from values. Colours stand in the style as marks, because a variable inside CSS would
not survive the inliner.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import css_inline
from django.template import engines
from django.utils.translation import get_language_bidi
from markupsafe import Markup, escape

from core.mail import links
from tenants.models import Tenant

SOURCE = Path(__file__).resolve().parents[3] / "templates" / "mail" / "letter.html"
_COLOR_MARKS = {"#00ff01": "{{ color }}", "#00ff02": "{{ ink }}"}
_BUTTON = Markup(
    '<p style="margin: 20px 0"><a href="{url}" style="display: inline-block; padding: 10px 18px; '
    "border-radius: 6px; background: {color}; color: {ink}; text-decoration: none; "
    'font-weight: 600">{words}</a></p>'
)
_QUOTE = Markup(
    '<div style="margin: 20px 0 0; font-size: 13px; color: #6b7280"><p>{who}</p>'
    '<blockquote type="cite" style="margin: 0; padding: 0 0 0 12px; border-left: 3px solid #d1d5db">{text}'
    "</blockquote></div>"
)
_PARAGRAPH = Markup('<p style="margin: 0 0 14px">{}</p>')
_BREAK = Markup("<br>\n")
NOTHING = Markup("")


def page(
    tenant: Tenant,
    text: str,
    *,
    title: str,
    language: str,
    delimiter: str = "",
    action: tuple[str, str] | None = None,
    quote: tuple[str, str] | None = None,
    below: Markup = NOTHING,
    footer: str = "",
    actions: Sequence[tuple[str, str]] = (),
    body: Markup | None = None,
) -> str:
    """The letter as a page. action: (words, url) of the one button; actions: of several.

    quote: (who and when, text). below: in place of a quotation, safe markup; body: in place of the text's
    paragraphs, safe markup, too.
    """
    values = {
        "title": title,
        "language": language,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "organization": tenant.name,
        "logo": links.logo(_mark(tenant.logo)) if tenant.logo else "",
        **_colors(tenant),
        "delimiter": delimiter,
        "body": paragraphs(text, without=action[1] if action else "") if body is None else body,
        "action": _buttons([*([action] if action else []), *actions], tenant),
        "quote": quotation(*quote) if quote else below,
        "footer": footer,
    }
    return str(_template().render(values))


def _buttons(actions: Sequence[tuple[str, str]], tenant: Tenant) -> Markup:
    colors = _colors(tenant)
    return NOTHING.join(_BUTTON.format(url=url, words=words, **colors) for words, url in actions)


def quotation(who: str, text: str) -> Markup:
    """What somebody said, under a letter."""
    return _QUOTE.format(who=who, text=paragraphs(text))


def paragraphs(text: str, without: str = "") -> Markup:
    """Escaped paragraphs with line breaks. without: a line that is only this link is left to the button."""
    found = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        lines = [line for line in block.split("\n") if not (without and line.strip() == without)]
        if any(line.strip() for line in lines):
            found.append(_PARAGRAPH.format(_BREAK.join(escape(line) for line in lines)))
    return Markup("\n").join(found)


def ink_on(color: str) -> str:
    """Black or white, whichever reads better on "#RRGGBB" (WCAG relative luminance)."""
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if luminance > 0.179 else "#ffffff"


def _mark(path: str) -> str:
    """Changes with the picture, so that mail programs show a new one."""
    return hashlib.sha256(path.encode()).hexdigest()[:8]


def _colors(tenant: Tenant) -> dict[str, str]:
    return {"color": tenant.brand_color, "ink": ink_on(tenant.brand_color)}


@cache
def _template() -> Any:
    """The template with its style inlined: the costly part, done once and not per letter."""
    source = SOURCE.read_text()
    inlined = css_inline.inline(source, keep_style_tags=False)
    for mark, variable in _COLOR_MARKS.items():
        inlined = inlined.replace(mark, variable)
    return engines["jinja2"].from_string(inlined)
