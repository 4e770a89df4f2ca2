"""Named refusals: every rule that says no raises one of these, and each face tells it once.

A refusal carries a stable code for programs, named data for both, and a sentence for people.
`status` is the HTTP status an API face answers with; tasks and commands ignore it.
"""

from __future__ import annotations

from typing import Any, ClassVar


class Refusal(Exception):
    """Base of all expected noes. Keyword data fills the sentence's {placeholders}."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    sentence: ClassVar[str] = "This cannot be done."

    def __init__(self, sentence: str | None = None, **data: Any) -> None:
        self.data = data
        self._sentence = sentence
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The sentence with the data filled in; the bare sentence when a name is missing."""
        text = str(self._sentence or self.sentence)
        try:
            return text.format(**self.data)
        except (KeyError, IndexError, ValueError):
            return text


class Invalid(Refusal):
    """The input breaks a rule. data may hold `fields`: {field name: [sentences]}."""

    code = "invalid"
    status = 400
    sentence = "Some of the details are not valid."


class Unauthenticated(Refusal):
    code = "unauthenticated"
    status = 401
    sentence = "Please sign in first."


class Refused(Refusal):
    code = "forbidden"
    status = 403
    sentence = "You are not allowed to do this."


class NotFound(Refusal):
    """Also the answer for things that exist but may not be seen."""

    code = "not_found"
    status = 404
    sentence = "We could not find that."


class Conflict(Refusal):
    code = "conflict"
    status = 409
    sentence = "This does not fit the current state."


class Stale(Refusal):
    """Somebody changed the object since the caller read it. data: version (int)."""

    code = "stale"
    status = 412
    sentence = "Someone else changed this in the meantime. Reload to see the latest version."


class TooLarge(Refusal):
    code = "too_large"
    status = 413
    sentence = "That is too large."


class TooMany(Refusal):
    """data: retry_after (seconds)."""

    code = "too_many"
    status = 429
    sentence = "Too many tries. Wait {retry_after} seconds and try again."


class Unavailable(Refusal):
    """A part we depend on is away for now; trying again later may help."""

    code = "unavailable"
    status = 503
    sentence = "This part of the service is not available right now. Nothing is lost; try again soon."
