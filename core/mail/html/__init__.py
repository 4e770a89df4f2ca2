"""HTML of strangers made harmless and readable. Pure Python: no Django, no network, no database."""

from core.mail.html.pages import Page, SafeHtml, page, quote_fold, safe, to_text
from core.mail.html.profile import VERSION

__all__ = ["VERSION", "Page", "SafeHtml", "page", "quote_fold", "safe", "to_text"]
