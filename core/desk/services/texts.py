"""The wording of mails the desk sends by itself."""

from __future__ import annotations

from django.db import transaction

from core.audit import trail
from core.desk import texts
from core.desk.models import MailText
from core.desk.services.rows import keep, remove
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Conflict, Invalid

LONGEST_LANGUAGE = 10


class NoSuchVersion(Conflict):
    code = "mail_text.no_such_version"
    sentence = "This version is not known any more."


@transaction.atomic
def save_mail_text(key: str, language: str, *, subject: str, body: str, by: Actor) -> MailText:
    """Change the wording, or add a language. Raises Invalid: unknown text or variable, link left out."""
    check_mail_text(key, subject, body)
    row = _row(key, language) or MailText(key=key, language=language)
    return keep(row, {"subject": " ".join(subject.split()), "body": body}, by=by)


@transaction.atomic
def reset_mail_text(key: str, language: str, *, by: Actor) -> MailText | None:
    """Back to the first wording. None for a language that has none: it is gone. Twice is once."""
    row = _row(key, language)
    if first := texts.first_wording(key, language):
        return save_mail_text(key, language, subject=first[0], body=first[1], by=by)
    if row:
        remove(row, by=by)
    return None


@transaction.atomic
def restore_mail_text(key: str, language: str, version: int, *, by: Actor) -> MailText:
    """Back to how it was worded after one change. version: id of the audit line. Raises NoSuchVersion."""
    row = _row(key, language)
    line = trail.history(row).filter(pk=version).first() if row else None
    if line is None or not isinstance(line.after, dict) or "body" not in line.after:
        raise NoSuchVersion
    return save_mail_text(key, language, subject=line.after["subject"], body=line.after["body"], by=by)


def check_mail_text(key: str, subject: str, body: str) -> None:
    """Raises Invalid with the sentence at its field."""
    if key not in texts.KINDS:
        raise Invalid(fields={"key": ["There is no such mail."]})
    field, sentence = texts.fault(key, subject, body)
    if field:
        raise Invalid(fields={field: [sentence]}, known=sorted(texts.known(key)))


def _row(key: str, language: str) -> MailText | None:
    return MailText.objects.select_for_update().filter(key=key, language=language).first()
