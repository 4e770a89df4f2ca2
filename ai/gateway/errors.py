"""How a model call can end badly, in two kinds: try elsewhere, or do not believe the answer."""

from __future__ import annotations

# Ends of a call that come again until somebody changes the settings.
MISCONFIGURED = ("refused_key", "unknown_model", "forbidden_address")
LASTING = ("refused_key", "unknown_model")  # 401, 403, 404: said by the endpoint itself


class ModelAway(Exception):
    """No usable answer within the deadline. kind: timeout, rate_limited, server_error, breaker_open, shut,
    refused_key, unknown_model, forbidden_address, not_json, too_big, refusal, cut_off, bad_answer, leaked,
    connection."""

    def __init__(self, kind: str, detail: str = "", calls: int = 0) -> None:
        self.kind, self.detail, self.calls = kind, detail, calls
        self.tokens = (0, 0)  # sent and got: a failed call may have cost something all the same
        super().__init__(f"{kind}: {detail}" if detail else kind)


class BadAnswer(ModelAway):
    """The model answered, but not what was asked: wrong JSON, a refusal, cut off, or our own rules."""


class NotTaken(Exception):
    """The endpoint does not take the request so (a JSON schema, a parameter); another form may do.

    said: its own words, lower case; never shown or logged, since they may repeat the question.
    """

    def __init__(self, detail: str, said: str) -> None:
        self.detail, self.said = detail, said
        super().__init__(detail)


class Again(Exception):
    """Worth one more try inside the deadline. wait: seconds the endpoint asked for, if it did."""

    def __init__(self, kind: str, detail: str = "", wait: float | None = None) -> None:
        self.kind, self.detail, self.wait = kind, detail, wait
        super().__init__(kind)
