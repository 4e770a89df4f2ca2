"""Every write to the knowledge base."""

from core.knowledge.services.articles import (
    delete_article,
    edit_article,
    publish_article,
    withdraw_article,
    write_article,
)
from core.knowledge.services.readers import count_view, rate
from core.knowledge.services.sections import delete_section, save_section

__all__ = [
    "count_view",
    "delete_article",
    "delete_section",
    "edit_article",
    "publish_article",
    "rate",
    "save_section",
    "withdraw_article",
    "write_article",
]
