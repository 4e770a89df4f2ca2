"""The model endpoint. With neither address nor key the embedded engine answers."""

from __future__ import annotations

from infra.settings.env import env


def _prices(text: str) -> dict[str, tuple[float, float]]:
    """{"gpt-4o": (2.5, 10.0)} of "gpt-4o=2.50/10". Raises ValueError for anything else."""
    found = {}
    for one in text.split():
        model, _, pair = one.rpartition("=")
        sent, _, came = pair.partition("/")
        found[model] = float(sent), float(came)
    return found


AI_BASE_URL = env.str("AI_BASE_URL", env.str("OPENAI_BASE_URL", ""))
AI_API_KEY = env.str("AI_API_KEY", env.str("OPENAI_API_KEY", ""))
AI_MODEL = env.str("AI_MODEL", env.str("DESKHAND_AI_MODEL", "gpt-4o-mini"))
AI_SEED = env.int("AI_SEED", 0)  # the local engine learns the same from the same under one seed
AI_DRAFT_MODEL = env.str("DESKHAND_AI_DRAFT_MODEL", AI_MODEL)
AI_DEADLINE = env.float("DESKHAND_AI_DEADLINE", 20.0)  # seconds of wall clock for one call, retries included
AI_DEBOUNCE = env.float("DESKHAND_AI_DEBOUNCE", 20.0)  # seconds a model waits for the rest of a burst
AI_EMBEDDING_MODEL = env.str("AI_EMBEDDING_MODEL", "")  # empty: search by meaning has no model here
AI_PROMPT_CANARY = env.str("AI_PROMPT_CANARY", "")  # stands in every prompt; an answer with it is refused
AI_CURRENCY = env.str("AI_CURRENCY", "USD")
# Currency per million tokens, sent/got, as providers print it; "*": every other model, else it costs nothing.
AI_PRICES = _prices(env.str("AI_PRICES", "gpt-4o-mini=0.15/0.60 gpt-4o=2.50/10"))
AI_DAILY_CAP = env.float("AI_DAILY_CAP", 0.0)  # of one organization, in the currency; 0: no cap
AI_MONTHLY_CAP = env.float("AI_MONTHLY_CAP", 0.0)
# What a seat of a plan brings per month, for the operator's margin page: "team=19 business=49".
PLAN_PRICES = {
    plan: float(price)
    for plan, _, price in (one.partition("=") for one in env.str("DESKHAND_PLAN_PRICES", "").split())
}
