"""How a model call can end badly, in two kinds: try elsewhere, or do not believe the answer."""

from __future__ import annotations


class ModelAway(Exception):
    """No usable answer within the deadline. kind: timeout, rate_limited, server_error, breaker_open,
    refused_key, not_json, too_big, refusal, cut_off, bad_answer, connection."""

    def __init__(self, kind: str, detail: str = "", calls: int = 0) -> None:
        self.kind, self.detail, self.calls = kind, detail, calls
        super().__init__(f"{kind}: {detail}" if detail else kind)


class BadAnswer(ModelAway):
    """The model answered, but not what was asked: wrong JSON, a refusal, cut off."""


class Again(Exception):
    """Worth one more try inside the deadline. wait: seconds the endpoint asked for, if it did."""

    def __init__(self, kind: str, detail: str = "", wait: float | None = None) -> None:
        self.kind, self.detail, self.wait = kind, detail, wait
        super().__init__(kind)
