"""The model endpoint. With neither address nor key the embedded engine answers."""

from __future__ import annotations

from infra.settings.env import env

AI_BASE_URL = env.str("AI_BASE_URL", env.str("OPENAI_BASE_URL", ""))
AI_API_KEY = env.str("AI_API_KEY", env.str("OPENAI_API_KEY", ""))
AI_MODEL = env.str("AI_MODEL", env.str("DESKHAND_AI_MODEL", "gpt-4o-mini"))
AI_SEED = env.int("AI_SEED", 0)  # the local engine learns the same from the same under one seed
AI_DRAFT_MODEL = env.str("DESKHAND_AI_DRAFT_MODEL", AI_MODEL)
AI_DEADLINE = env.float("DESKHAND_AI_DEADLINE", 20.0)  # seconds of wall clock for one call, retries included
AI_DEBOUNCE = env.float("DESKHAND_AI_DEBOUNCE", 0.0)  # seconds to wait for a further message of a burst
