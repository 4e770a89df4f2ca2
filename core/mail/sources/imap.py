"""IMAP: by UID, so that a mail somebody has read in a webmail is fetched all the same, and none twice."""

from __future__ import annotations

import imaplib
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from imap_tools import BaseMailBox, MailboxLoginError
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError

from core.mail.models import MailSource
from core.mail.sources import moving
from core.mail.sources.box import (
    HEAD,
    SECONDS,
    SLACK,
    LongerThanSaid,
    Lying,
    NoSuchFolder,
    ServerFault,
    SignInRefused,
)
from core.mail.sources.moving import Mover
from tenants import outbound
from tenants.kernel.text import one_line

AT_ONCE = 200  # mails asked for by one command
OVERLAP = timedelta(days=3)  # looked through again when a server has numbered its mails anew
_UID, _SIZE = re.compile(rb"\bUID (\d+)"), re.compile(rb"\bRFC822\.SIZE (\d+)")


class _Line(imaplib.IMAP4):
    """Over the guarded way out, under TLS from the first byte or by STARTTLS.

    What a server says in answer to one command is counted: imaplib believes every size it announces, and
    keeps every line it adds.
    """

    def __init__(self, source: MailSource) -> None:
        self._source = source
        self.refill()
        super().__init__(source.host, source.port, SECONDS)
        if source.is_plain_start:
            self.starttls(outbound.tls())

    def _create_socket(self, timeout: float | None) -> socket.socket:
        line = outbound.connect(self.host, self.port, SECONDS)
        return line if self._source.is_plain_start else outbound.secure(line, self.host)

    def refill(self) -> None:
        self._room = settings.MAIL_LIMIT + SLACK

    def read(self, size: int) -> bytes:
        self._count(size)  # before room is made for it
        return super().read(size)

    def readline(self) -> bytes:
        line = super().readline()
        self._count(len(line))
        return line

    def _command(self, name: str, *args: Any) -> Any:
        self.refill()
        return super()._command(name, *args)  # type: ignore[misc]

    def _count(self, size: int) -> None:
        self._room -= size
        if self._room < 0:
            self.shutdown()
            raise LongerThanSaid(host=self.host)


class _Client(BaseMailBox):
    def __init__(self, source: MailSource) -> None:
        self._source = source
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        return _Line(self._source)


class ImapBox:
    lasts = True

    def __init__(self, source: MailSource, secret: str) -> None:
        self.host, self.folder, self.total = source.host, source.folder, 0
        with self._faults():
            self.client = _Client(source)
            try:
                self._sign_in(source, secret)
            except BaseException:
                self.close()
                raise
            status = self.client.folder.status(source.folder, ["UIDVALIDITY", "UIDNEXT"])
            self.mover = Mover(self.client, self.host, self._facts, self.take)
        self.validity, self.next = int(status["UIDVALIDITY"]), int(status["UIDNEXT"])

    def waiting(self, source: MailSource) -> Iterator[list[Lying]]:
        """Newer than the last one, oldest first. A server that numbered anew is looked through by date."""
        since: datetime | None = None
        if source.uidvalidity == self.validity:
            wanted, above = f"UID {source.last_uid + 1}:*", source.last_uid
        else:
            since = source.begin_at
            if source.uidvalidity is not None and source.last_success_at:
                since = source.last_success_at - OVERLAP
            wanted, above = moving.since(since) if since else "ALL", 0
        with self._faults():
            uids = sorted(uid for uid in map(int, self.client.uids(wanted)) if uid > above)
        self.total = len(uids)
        for at in range(0, len(uids), AT_ONCE):
            asked = uids[at : at + AT_ONCE]
            lying = self._facts(asked)
            new = [one for one in lying if above or since is None or one.at is None or one.at >= since]
            self.total -= len(asked) - len(new)
            yield new

    def take(self, one: Lying) -> bytes:
        return self._part(one, f"BODY.PEEK[]<0.{settings.MAIL_LIMIT + 1}>")

    def head(self, one: Lying) -> bytes:
        return self._part(one, f"BODY.PEEK[HEADER]<0.{HEAD}>")

    def settle(self, one: Lying, source: MailSource, *, again: bool = False) -> None:
        with self._faults():
            if source.after == MailSource.After.SEEN:
                # imap_tools' own verb would expunge what the owner has marked as deleted, too
                kind, said = self.client.client.uid("STORE", one.mark, "+FLAGS.SILENT", r"(\Seen)")
                if kind != "OK":
                    raise ServerFault(host=self.host, said=one_line(str(said), 160))
            elif source.after == MailSource.After.MOVE:
                self.mover.move(one.mark, source.move_to, again=again)
            elif source.after == MailSource.After.DELETE:
                self.mover.delete(one.mark)

    def close(self) -> None:
        with suppress(AttributeError, OSError, imaplib.IMAP4.error, ImapToolsError):  # it is over anyway
            self.client.logout()

    def _facts(self, uids: list[int]) -> list[Lying]:
        what = "(UID RFC822.SIZE INTERNALDATE)"
        with self._faults():
            _, lines = self.client.client.uid("FETCH", ",".join(map(str, uids)), what)
        found = [one for line in lines if (one := _lying(_bytes(line)))]
        return sorted(found, key=lambda one: int(one.mark))

    def _part(self, one: Lying, part: str) -> bytes:
        """Empty when somebody has deleted it since."""
        with self._faults():
            _, lines = self.client.client.uid("FETCH", one.mark, f"({part})")
        return next((bytes(line[1]) for line in lines if isinstance(line, tuple)), b"")

    def _sign_in(self, source: MailSource, secret: str) -> None:
        try:
            if source.auth == MailSource.Auth.PASSWORD:
                self.client.login_utf8(source.username, secret, source.folder)
            else:
                self.client.xoauth2(source.username, secret, source.folder)
        except (MailboxLoginError, imaplib.IMAP4.error) as fault:
            if isinstance(fault, imaplib.IMAP4.abort):  # the line, not the password
                raise
            raise SignInRefused(host=self.host) from None

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except MailboxFolderSelectError:
            raise NoSuchFolder(folder=self.folder) from None
        except (imaplib.IMAP4.error, ImapToolsError, OSError) as fault:
            raise ServerFault(host=self.host, said=one_line(str(fault), 160)) from fault


def _lying(line: bytes) -> Lying | None:
    """One line of the answer; its parts come in any order."""
    uid, size = _UID.search(line), _SIZE.search(line)
    if not uid or not size:
        return None
    came = imaplib.Internaldate2tuple(line)
    at = datetime.fromtimestamp(time.mktime(came), UTC) if came else None
    return Lying(uid[1].decode(), int(size[1]), at)


def _bytes(line: Any) -> bytes:
    return line[0] if isinstance(line, tuple) else bytes(line or b"")
