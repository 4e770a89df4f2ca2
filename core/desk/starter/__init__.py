"""A new desk: hours, statuses, queues, a team, categories, tags, texts, replies, views (defaults 5.1-5.7).

Each row carries its `seed_key` and the release that brought it. Seeding again adds what later
releases brought and nothing else: edited rows stay as people made them, deleted ones stay away.
"""

from __future__ import annotations

from core.desk.starter.sowing import prepare, stamp

__all__ = ["prepare", "stamp"]
