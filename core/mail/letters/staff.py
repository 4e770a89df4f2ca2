"""Letters to people who work here: the invitation, the link for a new password."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from core.accounts.rules import INVITATION_LIFE, RESET_LIFE
from core.accounts.selectors import MailedLink, invitation_letter, open_invitations, reset_letter
from core.mail.letters import pages, rows, wording
from core.mail.models import Letter
from core.mail.rules import INVITATION, PASSWORD_RESET
from core.mail.selectors import default_mailbox
from tenants import context


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
