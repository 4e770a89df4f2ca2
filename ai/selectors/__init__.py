"""Every read of advice that screens need: the triage panel, suggestions, policies, usage."""

from ai.selectors.figures import Usage, engine_kind, policies, usage
from ai.selectors.panel import Panel, Row, corrections_of, panel, suggested_categories
from ai.selectors.replies import (
    NoSuchSuggestion,
    pieces,
    plain_text,
    suggestion,
    suggestion_for,
    suggestion_of,
)

__all__ = [
    "NoSuchSuggestion",
    "Panel",
    "Row",
    "Usage",
    "corrections_of",
    "engine_kind",
    "panel",
    "pieces",
    "plain_text",
    "policies",
    "suggested_categories",
    "suggestion",
    "suggestion_for",
    "suggestion_of",
    "usage",
]
