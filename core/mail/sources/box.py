"""What fetching needs of a mailbox elsewhere, whatever it speaks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.mail.models import MailSource
from tenants import secrets
from tenants.kernel.errors import Refused, Unavailable

SECONDS = 30.0  # that a server may be silent
SLACK = 1024 * 1024  # bytes of an answer besides the mail in it; a list of many mails is not longer
HEAD = 256 * 1024  # bytes of the head of a mail that is too large


class SignInRefused(Refused):
    """data: host."""

    code = "mail_source.sign_in"
    sentence = "{host} does not accept this user name and password."


class NoSuchFolder(Refused):
    """data: folder."""

    code = "mail_source.folder"
    sentence = "There is no folder {folder} in this mailbox."


class ServerFault(Unavailable):
    """data: host, said."""

    code = "mail_source.fault"
    sentence = "{host} answered: {said}"


class LongerThanSaid(ServerFault):
    """It sends more than it announced, and more than we take. The line is of no use any more. data: host."""

    code = "mail_source.longer_than_said"
    sentence = "{host} sends more than it announced and more than we take."


@dataclass(frozen=True, slots=True)
class Lying:
    """A mail that lies there. mark: its UID, or POP3's id. size: bytes. at: when it came, if known."""

    mark: str
    size: int
    at: datetime | None = None


class Box(Protocol):
    """An open mailbox. `waiting` knows what was fetched before; `settle` comes after our commit.

    `take` may give a little more than MAIL_LIMIT, never all of what is larger. lasts: what was settled is
    so at once; else only when the server has let us go, and the next visit sees whether it is.

    total: how many are waiting, known once `waiting` has begun.
    """

    total: int
    lasts: bool

    def waiting(self, source: MailSource) -> Iterator[list[Lying]]: ...

    def take(self, one: Lying) -> bytes: ...

    def head(self, one: Lying) -> bytes: ...

    def settle(self, one: Lying, source: MailSource, *, again: bool = False) -> None:
        """Mark, move or delete it there. again: an earlier visit may have done so already."""

    def close(self) -> None: ...


@contextmanager
def opened(source: MailSource) -> Iterator[Box]:
    """Network: not in a transaction. Raises SignInRefused, NoSuchFolder, ServerFault.

    And what `tenants.outbound` and `consent` raise.
    """
    from core.mail.sources import consent
    from core.mail.sources.imap import ImapBox
    from core.mail.sources.pop import PopBox

    kind: type[ImapBox | PopBox] = ImapBox if source.kind == MailSource.Kind.IMAP else PopBox
    by_password = source.auth == MailSource.Auth.PASSWORD
    box: Box = kind(source, secrets.decrypt(source.secret) if by_password else consent.access_token(source))
    try:
        yield box
    finally:
        box.close()
