"""Moving and deleting one mail on an IMAP server, so that doing it again after a lost answer does it once.

UID MOVE (RFC 6851) where the server offers it: a mail that has moved already has no such number any more, and
the server says OK. Elsewhere COPY and delete; before a second COPY we look whether the first one got there: a
mail of that size and day with the same bytes. UID EXPUNGE (RFC 4315) leaves alone what the owner has marked
as deleted.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from imap_tools import BaseMailBox
from imap_tools.errors import MailboxFolderSelectError
from imap_tools.utils import encode_folder

from core.mail.sources.box import Lying, ServerFault
from tenants.kernel.text import one_line

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
A_DAY = timedelta(days=1)  # servers count days in zones of their own


class Mover:
    """For one line that is signed in, with its folder selected.

    facts, content: what to ask of a mail in the folder that is selected at the time.
    """

    def __init__(
        self,
        client: BaseMailBox,
        host: str,
        facts: Callable[[list[int]], list[Lying]],
        content: Callable[[Lying], bytes],
    ) -> None:
        self.client, self.host, self.facts, self.content = client, host, facts, content
        _, said = client.client.capability()  # anew: many servers offer more after the sign-in
        self.offered = frozenset(bytes(said[-1] or b"").upper().split())

    def move(self, uid: str, to: str, *, again: bool) -> None:
        """again: an earlier try may have been done, for nobody has heard its answer."""
        if b"MOVE" in self.offered:
            self._do("MOVE", uid, encode_folder(to))
            return
        if not (again and self._has_arrived(uid, to)):
            self._do("COPY", uid, encode_folder(to))
        self.delete(uid)

    def delete(self, uid: str) -> None:
        self._do("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)")
        if b"UIDPLUS" in self.offered:
            self._do("EXPUNGE", uid)
        else:
            self.client.expunge()

    def _do(self, verb: str, uid: str, *args: str | bytes) -> None:
        kind, said = self.client.client.uid(verb, uid, *args)  # type: ignore[arg-type]
        if kind != "OK":
            raise ServerFault(host=self.host, said=one_line(str(said), 160))

    def _has_arrived(self, uid: str, to: str) -> bool:
        """Is there a copy? Yes, too, when the mail itself is gone: nothing is left to be done."""
        found = self.facts([int(uid)])
        if not found:
            return True
        mail, here = self.content(found[0]), str(self.client.folder.get())
        try:
            self.client.folder.set(to, readonly=True)
        except MailboxFolderSelectError:
            self.client.folder.set(here)
            return False  # COPY will say what is wrong
        alike = (Lying(each, 0) for each in self.client.uids(_like(found[0])))
        is_there = any(self.content(one) == mail for one in alike)
        self.client.folder.set(here)
        return is_there


def since(moment: datetime) -> str:
    """By date, a day early. RFC 3501 wants English months."""
    return f"SINCE {_day(moment - A_DAY)}"


def _like(one: Lying) -> str:
    size = f"LARGER {one.size - 1} SMALLER {one.size + 1}"
    return f"{size} {since(one.at)} BEFORE {_day(one.at + 2 * A_DAY)}" if one.at else size


def _day(moment: datetime) -> str:
    return f"{moment.day}-{MONTHS[moment.month - 1]}-{moment.year}"
