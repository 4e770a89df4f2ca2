"""Cards of the operating system: what is unread and waits to be pushed goes to each browser of a person.

`due` says what to send, `send` does it without a transaction and writes down how it went. A worker killed
meanwhile sends once more: the browser puts a message of the same tag in the place of the one before.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext, ngettext

from core.accounts.models import User
from core.accounts.selectors import signed_in_user
from core.notifications import words
from core.notifications.hooks import wire
from core.notifications.models import Notification
from core.notifications.push import keys, sealing
from core.notifications.quiet import quiet_until
from core.notifications.rules import MOST_PUSHED, PUSH_ALARM, PUSH_NET, PUSH_STALE
from core.notifications.selectors import mine, preference, zone_of
from core.notifications.services.browsers import Browser, NoSuchBrowser, note_pushes
from tenants import context, secrets
from tenants.alarms.bell import clear_alarm, set_alarm
from tenants.kernel import clock
from tenants.kernel.errors import Refusal
from tenants.tasks import wake

BELL_PAGE = "/desk/notifications/all/"
URGENT = frozenset({"mention", "assigned", "breach", "called"})  # may wake a sleeping phone
Card = dict[str, str]


@dataclass(frozen=True, slots=True)
class Due:
    """rows: {id: when it was to be pushed}, of those that the cards are about."""

    user: User
    browsers: Sequence[Browser]
    cards: Sequence[Card]
    rows: dict[int, datetime]
    is_urgent: bool


@transaction.atomic
def due(user_id: int) -> Due | None:
    """What waits for them, and they may still see. In their quiet time it is under the bell, no more."""
    user = signed_in_user(user_id)
    if user is None:
        return None
    waiting = Notification.objects.filter(user=user, push_at__isnull=False)
    wants, now = preference(user), clock.now()
    if not wants.browsers or quiet_until(wants, zone_of(user), now):
        waiting.update(push_at=None)
        clear_alarm(PUSH_ALARM, user_id)
        return None
    waiting.filter(push_at__lt=now - PUSH_STALE).update(push_at=None)
    found = list(mine(user.actor).filter(read_at=None, push_at__lte=now).order_by("-created_at"))
    if not found:
        _rest(user_id)
        return None
    is_urgent = any(row.kind in URGENT for row in found)
    rows = {row.pk: row.push_at for row in found if row.push_at}
    return Due(user, wants.browsers, _cards(user, found), rows, is_urgent)


def send(what: Due) -> None:
    """Network: not in a transaction."""
    went = {one["id"]: _call(one, what.cards, is_urgent=what.is_urgent) for one in what.browsers}
    _settle(what, went)


def try_browser(user: User, browser_id: str) -> None:
    """One card, in a moment. Raises NoSuchBrowser."""
    if all(one["id"] != browser_id for one in preference(user).browsers):
        raise NoSuchBrowser
    wake("notifications.try_browser", user.pk, browser_id)


def send_trial(user_id: int, browser_id: str) -> None:
    """Network: not in a transaction."""
    user = signed_in_user(user_id)
    browsers = preference(user).browsers if user else []
    browser = next((one for one in browsers if one["id"] == browser_id), None)
    if user is None or browser is None:
        return
    with translation.override(user.language or context.current_tenant().language):
        card = _card(gettext("This is how it looks."), BELL_PAGE, "trial")
    note_pushes(user, {browser_id: _call(browser, [card], is_urgent=True)})


@transaction.atomic
def look(user_id: int) -> bool:
    """The net under the wake-up: does something wait still?"""
    oldest = Notification.objects.filter(user=user_id, push_at__isnull=False).order_by("push_at").first()
    if oldest is None or oldest.push_at is None:
        return False
    set_alarm(PUSH_ALARM, user_id, clock.now() + max(PUSH_NET, clock.now() - oldest.push_at))
    return True


@transaction.atomic
def _settle(what: Due, went: dict[str, str | None]) -> None:
    """Where one browser did not answer, all of it waits for the next try; renewed meanwhile waits, too."""
    note_pushes(what.user, went)
    if any(went.values()):
        return
    for pk, at in what.rows.items():
        Notification.objects.filter(pk=pk, push_at=at).update(push_at=None)
    _rest(what.user.pk)


def _call(browser: Browser, cards: Sequence[Card], *, is_urgent: bool) -> str | None:
    """ "" when it took them, why not when it did not, None when there is no such browser any more."""
    try:
        for card in cards:
            _post(browser, card, is_urgent=is_urgent)
    except wire.Gone:
        return None
    except (Refusal, ValueError) as why:
        return str(why)
    return ""


def _rest(user_id: int) -> None:
    if not Notification.objects.filter(user=user_id, push_at__isnull=False).exists():
        clear_alarm(PUSH_ALARM, user_id)


def _cards(user: User, found: Sequence[Notification]) -> list[Card]:
    """The newest ones each by itself, the last on top; what is left as a number."""
    with translation.override(user.language or context.current_tenant().language):
        shown = [_card(words.title(row), words.link(row), f"{row.kind}-{row.ticket_id or row.task_id}",
                       row.text)
                 for row in reversed(found[:MOST_PUSHED])]  # fmt: skip
        more = len(found) - MOST_PUSHED
        if more > 0:
            said = ngettext("%d more notification", "%d more notifications", more) % more
            shown.insert(0, _card(said, BELL_PAGE, "more"))
    return shown


def _card(title: str, link: str, tag: str, text: str = "") -> Card:
    """As the service worker takes it, under 3 kB. tag: a later card of the same takes its place."""
    site = context.current_tenant().name
    return {"site": site, "title": title[:300], "text": text[:200], "link": link, "tag": tag}


def _post(browser: Browser, card: Card, *, is_urgent: bool) -> None:
    address = secrets.decrypt(browser["address"])
    data = json.dumps(card, ensure_ascii=False).encode()
    headers = {
        "Authorization": keys.authorization(address),
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(int(PUSH_STALE.total_seconds())),
        "Urgency": "high" if is_urgent else "normal",
        "Topic": secrets.tag("push", card["tag"]),  # while the browser is away, the latest of a topic is kept
    }
    wire.post(address, sealing.seal(data, browser["point"], secrets.decrypt(browser["secret"])), headers)
