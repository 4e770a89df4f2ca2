"""The mail about somebody's day, to who leads their team: in the reader's language, once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.accounts.models import User
from core.mail.letters import pages, rows
from core.mail.selectors import default_mailbox
from core.work.models import DailySummary
from tenants import context
from tenants.kernel.minutes import hours
from tenants.selectors import site_url
from tenants.tasks import wake

KIND = "notification"
PAGE = "/desk/time/day/"  # a test keeps it in step


@transaction.atomic
def mail_summary(summary_id: int, leads: Iterable[int]) -> None:
    """One letter for each of them who still works here."""
    row = DailySummary.objects.select_related("person").filter(pk=summary_id).first()
    if row is None:
        return
    for lead in User.objects.filter(pk__in=list(leads), is_active=True).order_by("pk"):
        wake("mail.deliver", _write(row, lead))


def _write(row: DailySummary, lead: User) -> int:
    tenant = context.current_tenant()
    link = f"{site_url(tenant, '')}{PAGE}?person={row.person_id}&day={row.day.isoformat()}"
    with translation.override(lead.language or tenant.language):
        told = {"who": row.person.name, "day": date_format(row.day, "j M Y")}
        subject = _("The day of %(who)s: %(day)s") % told
        text = "\n\n".join(f"{title}\n{said}" for title, said in _parts(row) if said)
        html = pages.page(
            tenant,
            text,
            title=subject,
            language=translation.get_language() or tenant.language,
            action=(_("Open"), link),
        )
        letter = rows.keep(
            KIND,
            recipient=lead.email.lower(),
            subject=subject,
            text=f"{text}\n\n{link}\n",
            html=html,
            mailbox=default_mailbox(),
            sender_name=tenant.name,
            headers=rows.automatic_headers(rows.NOTICE),
        )
    return letter.pk


def _parts(row: DailySummary) -> list[tuple[str, str]]:
    return [
        (_("Done"), row.completed),
        (_("In progress"), row.in_progress),
        (_("In the way"), row.blockers),
        (_("Notes"), row.notes),
        (_("Hours"), hours(row.minutes) if row.minutes else ""),
    ]
