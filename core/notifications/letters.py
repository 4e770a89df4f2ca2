"""The mail about notifications: one line for each, newest last, and where to change what comes by mail."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from core.accounts.models import User
from core.mail.letters import pages, rows
from core.mail.models import Letter
from core.mail.selectors import default_mailbox
from core.notifications import words
from core.notifications.models import Notification
from core.notifications.rules import MOST_IN_A_LETTER
from tenants import context
from tenants.kernel.text import one_line
from tenants.selectors import site_url

KIND = "notification"
SETTINGS_PAGE, BELL_PAGE = "/settings/notifications/", "/desk/notifications/all/"  # a test keeps them in step
_LINE = Markup(
    '<p style="margin: 0 0 12px"><a href="{url}" style="font-weight: 600; text-decoration: none">{title}</a>'
    '<br><span style="color: #6b7280">{text}</span></p>'
)


def write(user: User, found: Sequence[Notification], kind: str) -> Letter:
    """kind: notice or digest. In the person's language, on the organization's page."""
    tenant = context.current_tenant()
    site = site_url(tenant, "")
    with translation.override(user.language or tenant.language):
        shown = [(words.title(row), row.text, site + words.link(row)) for row in found[:MOST_IN_A_LETTER]]
        subject = _subject(shown, len(found), kind)
        lead, rest = _lead(len(found), kind), _rest(len(found))
        footer = _("You choose what comes by mail: %(url)s") % {"url": site + SETTINGS_PAGE}
        html = pages.page(
            tenant,
            lead,
            title=subject,
            language=translation.get_language() or tenant.language,
            action=(_("Open"), shown[0][2] if len(found) == 1 else site + BELL_PAGE),
            below=Markup("").join(_LINE.format(title=title, text=text, url=url) for title, text, url in shown)
            + Markup("<p>{}</p>").format(rest),
            footer=footer,
        )
        text = "\n\n".join(filter(None, [lead, *map(_plain, shown), rest, footer]))
        return rows.keep(
            KIND,
            recipient=user.email.lower(),
            subject=subject,
            text=f"{text}\n",
            html=html,
            mailbox=default_mailbox(),
            sender_name=tenant.name,
            headers=rows.automatic_headers(rows.NOTICE) | {"List-Unsubscribe": f"<{site + SETTINGS_PAGE}>"},
        )


def _subject(shown: list[tuple[str, str, str]], number: int, kind: str) -> str:
    if kind == "digest":
        return ngettext("%(number)d unread notification", "%(number)d unread notifications", number) % {
            "number": number
        }
    first = shown[0][0]
    if number == 1:
        return first
    more = ngettext("%(first)s, and %(more)d more", "%(first)s, and %(more)d more", number - 1)
    return more % {"first": one_line(first, 120), "more": number - 1}


def _lead(number: int, kind: str) -> str:
    if kind == "digest":
        return _("This came in since yesterday and you have not read it yet:")
    return ngettext("This is new for you:", "These are new for you:", number)


def _rest(number: int) -> str:
    more = number - MOST_IN_A_LETTER
    return ngettext("%d more is in the app.", "%d more are in the app.", more) % more if more > 0 else ""


def _plain(line: tuple[str, str, str]) -> str:
    return "\n".join(filter(None, line))
