"""Every read of advice that screens need: the triage panel, suggestions, policies, usage."""

from ai.selectors.advice import Advice, advice, of_reply, of_results, result_of
from ai.selectors.evidence import Evidence
from ai.selectors.evidence import evidence as evidence_of
from ai.selectors.figures import Usage, engine_kind, learned, policies, policy, usage
from ai.selectors.panel import COLUMNS, Panel, Row, corrections_of, panel, stands, suggested_categories
from ai.selectors.replies import (
    NoSuchSuggestion,
    pieces,
    plain_text,
    suggestion,
    suggestion_for,
    suggestion_of,
)

__all__ = [
    "COLUMNS",
    "Advice",
    "Evidence",
    "NoSuchSuggestion",
    "Panel",
    "Row",
    "Usage",
    "advice",
    "corrections_of",
    "engine_kind",
    "evidence_of",
    "learned",
    "of_reply",
    "of_results",
    "panel",
    "pieces",
    "plain_text",
    "policies",
    "policy",
    "result_of",
    "stands",
    "suggested_categories",
    "suggestion",
    "suggestion_for",
    "suggestion_of",
    "usage",
]
