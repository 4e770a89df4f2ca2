"""Letters to people who work here: the invitation, the link for a new password, trouble with a domain."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.accounts.rules import INVITATION_LIFE, RESET_LIFE
from core.accounts.selectors import MailedLink, invitation_letter, open_invitations, reset_letter
from core.mail.letters import pages, rows, wording
from core.mail.letters.preview import Shown
from core.mail.models import Letter, Mailbox
from core.mail.rules import (
    DEFERRED,
    DOMAIN,
    FLOOD,
    HELD_MAIL,
    INVITATION,
    PASSWORD_RESET,
    SCANNER,
    SOURCE,
    TEXT,
    TRIAL,
)
from core.mail.selectors import default_mailbox
from tenants import context
from tenants.selectors import site_url

DOMAINS_PAGE = "/settings/domains/"  # settings:domains; a test keeps them in step
HELD_PAGE = "/settings/held-mail/"  # settings:quarantine; likewise
SENDING_PAGE = "/settings/sending/"  # settings:sending; likewise
TEXTS_PAGE = "/settings/texts/"  # settings:texts; likewise
MAILBOXES_PAGE = "/settings/mailboxes/"  # settings:mailboxes; likewise


class Colleague(Protocol):
    email: str


def invitation(invitation_id: int) -> Letter | None:
    """None when it was accepted, withdrawn or has expired meanwhile."""
    owed = invitation_letter(invitation_id)
    row = open_invitations().filter(pk=invitation_id).first()
    if owed is None or row is None:
        return None
    inviter = owed.invited_by or context.current_tenant().name
    return _write(
        INVITATION, "agent_invitation", owed, inviter=inviter, role=row.role.name, days=INVITATION_LIFE.days
    )


def password_reset(reset_id: int) -> Letter | None:
    """None when the link was used or has expired meanwhile."""
    owed = reset_letter(reset_id)
    minutes = int(RESET_LIFE.total_seconds() // 60)
    return None if owed is None else _write(PASSWORD_RESET, "password_reset", owed, minutes=minutes)


def domain_record_missing(host: str, until: datetime, person: Colleague) -> Letter:
    """To an owner: the record is gone, and until when the domain is served without it."""
    tenant = context.current_tenant()
    with translation.override(tenant.language):
        subject = _("Please check the domain %(host)s") % {"host": host}
        text = _(
            "The DNS record that proves that %(host)s is yours has been missing for some days. The domain "
            "works until %(day)s. Put the record back before then; the page below shows its exact text. If "
            "you no longer use the domain, remove it there."
        ) % {"host": host, "day": date_format(until, "j F Y")}
        return plain(DOMAIN, person, subject, text)


def domain_lost(host: str, reason: str, person: Colleague) -> Letter:
    """To an owner: the domain leads to nobody any more."""
    tenant = context.current_tenant()
    with translation.override(tenant.language):
        subject = _("The domain %(host)s no longer leads to you") % {"host": host}
        if reason == "claimed":
            why = _("Another organization has proven by a DNS record that it is theirs now.")
        else:
            why = _("The DNS record that proved that it is yours has been missing for two weeks.")
        kept = _("Your workspace and its own address are untouched; links in mails use that address again.")
        return plain(DOMAIN, person, subject, f"{why} {kept}")


def source_failing(address: str, why: str, person: Colleague) -> Letter:
    """To an owner: mail that lies at another provider does not come in."""
    with translation.override(context.current_tenant().language):
        subject = _("Mail to %(address)s cannot be fetched") % {"address": address}
        text = _(
            "Deskhand has tried several times to fetch the mail of %(address)s. The last answer: “%(why)s” "
            "Nothing is lost: the mail lies at your provider and comes in as soon as fetching works again. "
            "Deskhand keeps trying; the page below shows how it goes and lets you change the password."
        ) % {"address": address, "why": why}
        return plain(SOURCE, person, subject, text, MAILBOXES_PAGE, _("Look at the addresses"))


def source_recovered(address: str, person: Colleague) -> Letter:
    """To an owner: it works again."""
    with translation.override(context.current_tenant().language):
        subject = _("Mail to %(address)s is fetched again") % {"address": address}
        text = _("What waited at your provider is coming in now. There is nothing for you to do.")
        return plain(SOURCE, person, subject, text, MAILBOXES_PAGE, _("Look at the addresses"))


def relay_failing(host: str, why: str, person: Colleague) -> Letter:
    """To an owner: their server or provider takes no mail. Leaves through ours, theirs would not take it."""
    with translation.override(context.current_tenant().language):
        subject = _("%(host)s takes no mail of yours") % {"host": host}
        text = _(
            "Deskhand has tried several times to send mail through %(host)s. The last answer: “%(why)s” "
            "Replies wait and leave as soon as it works again. The page below shows how it goes, lets you "
            "change password or key, or sends through our server instead."
        ) % {"host": host, "why": why}
        return plain(SOURCE, person, subject, text, SENDING_PAGE, _("Look at sending"), from_platform=True)


def relay_recovered(host: str, person: Colleague) -> Letter:
    """To an owner: it works again."""
    with translation.override(context.current_tenant().language):
        subject = _("%(host)s takes mail again") % {"host": host}
        text = _("The replies that waited are leaving now. There is nothing for you to do.")
        return plain(SOURCE, person, subject, text, SENDING_PAGE, _("Look at sending"))


def text_broken(name: str, language: str, why: str, person: Colleague) -> Letter:
    """To an owner: a mail text cannot be sent."""
    with translation.override(context.current_tenant().language):
        subject = _("Please check the mail text “%(name)s” (%(language)s)") % {
            "name": name,
            "language": language,
        }
        text = _(
            "It cannot be sent as it is worded: %(why)s Mails leave with our wording until it is mended. "
            "The page below shows the text and lets you go back to an earlier version."
        ) % {"why": why}
        return plain(TEXT, person, subject, text, TEXTS_PAGE, _("Look at the mail texts"))


def trial(mailbox: Mailbox, label: str, person: Colleague) -> Letter:
    """To whoever tries a way of sending: nothing but proof that it arrives."""
    tenant = context.current_tenant()
    with translation.override(tenant.language):
        subject = _("Test of sending through %(label)s") % {"label": label}
        text = _("It works: this mail of %(address)s left through %(label)s. Nothing needs to be done.") % {
            "address": mailbox.address,
            "label": label,
        }
        return rows.keep(
            TRIAL,
            recipient=person.email.lower(),
            subject=subject,
            text=f"{text}\n",
            html=pages.page(tenant, text, title=subject, language=tenant.language),
            mailbox=mailbox,
            sender_name=tenant.name,
            headers=rows.automatic_headers(rows.NOTICE),
        )


def text_trial(shown: Shown, person: Colleague) -> Letter:
    """A mail text as its reader would get it, to whoever tries it."""
    tenant = context.current_tenant()
    return rows.keep(
        TRIAL,
        recipient=person.email.lower(),
        subject=shown.subject,
        text=f"{shown.text}\n",
        html=shown.html,
        mailbox=default_mailbox(),
        sender_name=tenant.name,
        headers=rows.automatic_headers(rows.NOTICE),
    )


def scanner_silent(waiting: int, person: Colleague) -> Letter:
    """To an owner: files cannot be opened because nobody scans them."""
    with translation.override(context.current_tenant().language):
        subject = _("Attachments are waiting for the virus scanner")
        text = _(
            "The virus scanner has not answered for an hour; %(count)d files wait for it. They cannot be "
            "opened, and replies with such files have not left. All goes on by itself when it is back. "
            "An administrator can release a single file on its ticket."
        ) % {"count": waiting}
        return plain(SCANNER, person, subject, text, "/desk/", _("Open the desk"))


def sender_held(address: str, reason: str, person: Colleague) -> Letter:
    """To an owner: one sender brings more than is let in unseen."""
    with translation.override(context.current_tenant().language):
        subject = _("Mail of %(address)s is being held") % {"address": address}
        text = _(
            "%(address)s sends unusually much: %(reason)s Further mail of this sender is kept but opens no "
            "requests. Have a look; what should be answered can be processed with one click."
        ) % {"address": address, "reason": reason}
        return plain(FLOOD, person, subject, text, HELD_PAGE, _("Look at held mail"))


def mail_held(reason: str, person: Colleague) -> Letter:
    """To an owner: a mail could not be made into a request and waits for somebody."""
    with translation.override(context.current_tenant().language):
        subject = _("A mail is being held")
        text = _(
            "A mail that came in could not be made into a request: %(reason)s It is kept as it came, and "
            "mail behind it goes on. Have a look; it can be processed again with one click."
        ) % {"reason": reason}
        return plain(HELD_MAIL, person, subject, text, HELD_PAGE, _("Look at held mail"))


def mail_deferred(limit: int, person: Colleague) -> Letter:
    """To an owner: more mail comes than is taken within an hour."""
    with translation.override(context.current_tenant().language):
        subject = _("More than %(limit)s mails came within an hour") % {"limit": limit}
        text = _(
            "More than %(limit)s mails came to your addresses within an hour. So that a flood cannot bury "
            "your customers, further mail is asked to come again later; its senders keep it and try again by "
            "themselves, so nothing is lost. If this much is normal for you, ask us for a higher limit."
        ) % {"limit": limit}
        return plain(DEFERRED, person, subject, text, HELD_PAGE, _("Look at the mail log"))


def plain(
    kind: str,
    person: Colleague,
    subject: str,
    text: str,
    path: str = DOMAINS_PAGE,
    button: str = "",
    *,
    from_platform: bool = False,
) -> Letter:
    """A letter of our own words, with a button to the page it is about.

    from_platform: it does not go through the organization's own server.
    """
    tenant = context.current_tenant()
    url, button = site_url(tenant, path), button or _("Look at the domains")
    return rows.keep(
        kind,
        recipient=person.email.lower(),
        subject=subject,
        text=f"{text}\n\n{url}\n",
        html=pages.page(tenant, text, title=subject, language=tenant.language, action=(button, url)),
        mailbox=None if from_platform else default_mailbox(),
        sender_name=tenant.name,
        headers=rows.automatic_headers(rows.NOTICE),
    )


def _write(kind: str, key: str, owed: MailedLink, **more: object) -> Letter:
    tenant = context.current_tenant()
    with translation.override(tenant.language):
        first_name = owed.name.split()[0] if owed.name.strip() else ""
        values = rows.desk_values(link=owed.url, agent=owed.name, customer=first_name, **more)
        subject, text = wording.worded(key, tenant.language, values)
        return rows.keep(
            kind,
            recipient=owed.email.lower(),
            subject=subject,
            text=f"{text}\n",
            html=pages.page(
                tenant, text, title=subject, language=tenant.language, action=(_("Continue"), owed.url)
            ),
            mailbox=default_mailbox(),
            sender_name=tenant.name,
            headers=rows.automatic_headers(rows.NOTICE),
        )
