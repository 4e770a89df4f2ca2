"""What came of handing a letter over: a receipt or one of two errors, whatever server or provider said."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.kernel.errors import Refusal, Unavailable


class Rejected(Refusal):
    """Refused for good. The sentence is the other side's own; enhanced: its status "5.1.1" or ""."""

    code = "mail.rejected"

    def __init__(self, said: str, enhanced: str = "") -> None:
        super().__init__(said)
        self.enhanced = enhanced


class ServerAway(Unavailable):
    """The server could not be reached or would not let us in: its fault, whatever the letter."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """refused: recipients that were not taken, of several. by: who took the letter; "": our own server.

    provider_id: the provider's own name of the letter; mime_id: the Message-ID that it gave instead of ours.
    """

    refused: tuple[str, ...] = ()
    by: str = ""
    provider_id: str = ""
    mime_id: str = ""
