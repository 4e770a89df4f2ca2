"""The wording of mails the desk sends by itself."""

from __future__ import annotations

from django.db import transaction

from core.desk.models import MailText
from core.desk.rules import variables
from core.desk.services.rows import keep
from core.desk.starter.mail_texts import MAIL_TEXTS
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Invalid


@transaction.atomic
def save_mail_text(key: str, language: str, *, subject: str, body: str, by: Actor) -> MailText:
    """Change the wording, or add a language. Raises Invalid: unknown text or variable, link left out."""
    known = known_variables(key)
    if unknown := sorted((variables(subject) | variables(body)) - known):
        raise Invalid(fields={"body": [f"This mail does not know {{{{ {unknown[0]} }}}}."]}, unknown=unknown)
    if "link" in known and key != "ticket_received" and "link" not in variables(body):
        raise Invalid(fields={"body": ["Without {{ link }} nobody could follow this mail."]})
    row = MailText.objects.filter(key=key, language=language).first() or MailText(key=key, language=language)
    return keep(row, {"subject": " ".join(subject.split()), "body": body}, by=by)


def known_variables(key: str) -> set[str]:
    """What a mail of this kind can say: the variables of its first wording. Invalid for an unknown key."""
    texts = [(subject, body) for one, _language, subject, body in MAIL_TEXTS if one == key]
    if not texts:
        raise Invalid(fields={"key": ["There is no such mail."]})
    return {name for subject, body in texts for name in variables(subject) | variables(body)}
