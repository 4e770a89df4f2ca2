"""What a colleague wrote, as HTML in a letter: with its light marks, inline as mail programs need it."""

from __future__ import annotations

from markupsafe import Markup

from core.mail.letters import pages
from core.tickets import rich

SLOT = "\u2063words\u2063"  # where they go in a wording; invisible separators are in nobody's template
_STYLES = {
    "<p>": '<p style="margin: 0 0 14px">',
    "<ul>": '<ul style="margin: 0 0 14px; padding: 0 0 0 22px">',
    "<ol": '<ol style="margin: 0 0 14px; padding: 0 0 0 22px"',
    "<blockquote>": '<blockquote style="margin: 0 0 14px; padding-left: 12px; border-left: 3px solid #ddd">',
    "<pre>": '<pre style="margin: 0 0 14px; white-space: pre-wrap">',
}
_OWN_PARAGRAPH = str(pages.paragraphs(SLOT))


def words(text: str) -> Markup:
    """The words alone."""
    if not rich.is_marked(text):
        return pages.paragraphs(text)
    html = rich.render(text)
    for tag, styled in _STYLES.items():
        html = html.replace(tag, styled)
    return Markup(html)  # noqa: S704 - sanitised by rich.render, styled with our own


def within(worded: str, text: str) -> Markup:
    """worded: a filled wording with SLOT in it. What others wrote around it has no marks."""
    around = str(pages.paragraphs(worded))
    if _OWN_PARAGRAPH in around:
        return Markup(around.replace(_OWN_PARAGRAPH, words(text)))  # noqa: S704 - both safe
    return pages.paragraphs(worded.replace(SLOT, text))
