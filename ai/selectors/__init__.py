"""Every read of advice that screens need: the triage panel, suggestions, policies, usage."""

from ai.selectors.advice import Advice, advice, of_reply, of_results, result_of
from ai.selectors.condition import Queue, breakers, queue, versions
from ai.selectors.contradictions import (
    NoSuchContradiction,
    Side,
    contradiction,
    contradictions,
    sides_of,
)
from ai.selectors.evidence import Evidence
from ai.selectors.evidence import evidence as evidence_of
from ai.selectors.figures import Usage, engine_kind, learned, policies, policy, usage, waiting
from ai.selectors.ledger import Budget, Ledger, Line, bounded, budgets, ledger, spent_now, spent_runs
from ai.selectors.loop import NoSuchGap, NoSuchProposal, gap, gaps, proposal, proposals, tickets_of
from ai.selectors.masking import (
    NoSuchPattern,
    Piece,
    as_models_see,
    mask_pattern,
    mask_patterns,
    model_settings,
)
from ai.selectors.panel import COLUMNS, Panel, Row, corrections_of, panel, stands, suggested_categories
from ai.selectors.providers import NoSuchProvider, condition, models_of, provider, providers
from ai.selectors.replies import (
    NoSuchSuggestion,
    pieces,
    plain_text,
    suggestion,
    suggestion_for,
    suggestion_of,
)
from ai.selectors.trials import NoSuchReplay, replay, replays
from ai.selectors.writings import NoSuchWriting, may_ask, rewriting, summaries, translation

__all__ = [
    "COLUMNS",
    "Advice",
    "Budget",
    "Evidence",
    "Ledger",
    "Line",
    "NoSuchContradiction",
    "NoSuchGap",
    "NoSuchPattern",
    "NoSuchProposal",
    "NoSuchProvider",
    "NoSuchReplay",
    "NoSuchSuggestion",
    "NoSuchWriting",
    "Panel",
    "Piece",
    "Queue",
    "Row",
    "Side",
    "Usage",
    "advice",
    "as_models_see",
    "bounded",
    "breakers",
    "budgets",
    "condition",
    "contradiction",
    "contradictions",
    "corrections_of",
    "engine_kind",
    "evidence_of",
    "gap",
    "gaps",
    "learned",
    "ledger",
    "mask_pattern",
    "mask_patterns",
    "may_ask",
    "model_settings",
    "models_of",
    "of_reply",
    "of_results",
    "panel",
    "pieces",
    "plain_text",
    "policies",
    "policy",
    "proposal",
    "proposals",
    "provider",
    "providers",
    "queue",
    "replay",
    "replays",
    "result_of",
    "rewriting",
    "sides_of",
    "spent_now",
    "spent_runs",
    "stands",
    "suggested_categories",
    "suggestion",
    "suggestion_for",
    "suggestion_of",
    "summaries",
    "tickets_of",
    "translation",
    "usage",
    "versions",
    "waiting",
]
