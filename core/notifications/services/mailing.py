"""One mail of what came in and nobody read: two minutes later, or at eight.

The letter and the mark that it was mailed stand in one transaction: whoever is killed, it is mailed once.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from core.accounts.models import User
from core.accounts.selectors import signed_in_user
from core.notifications import letters
from core.notifications.models import Notification
from core.notifications.quiet import mail_waits_until, next_digest
from core.notifications.rules import DIGEST_ALARM, MAIL_ALARM
from core.notifications.selectors import mine, preference, zone_of
from tenants import switches
from tenants.alarms.bell import set_alarm
from tenants.kernel import clock
from tenants.tasks import wake

LOOKS_BACK = timedelta(days=2)  # a day longer than between two: one that comes early or late loses nothing


@transaction.atomic
def mail_unread(user_id: int) -> None:
    """What waits to be mailed to this person and was not read, in one mail. Not in their quiet time."""
    user = signed_in_user(user_id)
    if user is None or not switches.is_on(switches.NOTICE_MAILS):
        return
    now = clock.now()
    if until := mail_waits_until(preference(user), zone_of(user), now):
        set_alarm(MAIL_ALARM, user_id, until)
        return
    _mail(user, _waiting(user).filter(mail_at__isnull=False), "notice")


@transaction.atomic
def mail_digest(user_id: int) -> None:
    """What came in lately, is not read and was not mailed. Sets the next one."""
    user = signed_in_user(user_id)
    if user is None or not preference(user).digest:
        return
    now = clock.now()
    set_alarm(DIGEST_ALARM, user_id, next_digest(zone_of(user), now))
    if not switches.is_on(switches.NOTICE_MAILS):
        return
    _mail(user, _waiting(user).filter(created_at__gt=now - LOOKS_BACK), "digest")


def _waiting(user: User) -> QuerySet[Notification]:
    return mine(user.actor).filter(read_at=None, mailed_at=None)


def _mail(user: User, rows: QuerySet[Notification], kind: str) -> None:
    """Locked in the order of their ids: who reads one right now is waited for."""
    found = list(rows.order_by("pk").select_for_update(of=("self",)))
    if not found:
        return
    letter = letters.write(user, found, kind)
    Notification.objects.filter(pk__in=[row.pk for row in found]).update(mailed_at=clock.now())
    wake("mail.deliver", letter.pk)
