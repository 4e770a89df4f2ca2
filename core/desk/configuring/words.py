"""Sections of canned replies that are shared, and of the mails that the desk writes by itself."""

from __future__ import annotations

from typing import Any

from core.configuration.kinds import Ref, Text, Wordings
from core.configuration.names import Names
from core.configuration.registry import Part, Section, register
from core.desk import services, texts
from core.desk.models import CannedReply, MailText
from core.desk.rules import ARRANGE
from tenants.kernel.actor import Actor


def save_reply(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> CannedReply:
    return services.save_canned_reply(
        row, by=by, **({} if row else {"shortcut": key, "owner_id": None}) | values
    )


def save_text(row: Any, key: str, values: dict[str, Any], *, by: Actor, names: Names) -> MailText:
    kind, _dot, language = key.partition(".")
    was = {"subject": row.subject, "body": row.body} if row else {"subject": "", "body": ""}
    return services.save_mail_text(kind, language or "en", by=by, **was | values)


def remove_text(row: Any, *, by: Actor) -> None:
    services.reset_mail_text(row.key, row.language, by=by)


register(
    Section(
        "canned_replies",
        "Texts that agents insert by their shortcut. Those of one person stay theirs.",
        ARRANGE,
        CannedReply,
        CannedReply.objects.filter(owner=None).all,
        lambda row: row.shortcut,
        (
            Part("title", Text()),
            Part("body", Text()),
            Part("body_in", Wordings()),
            Part("team", Ref("teams", as_id=True), attr="team_id"),
        ),
        save_reply,
        services.delete_canned_reply,
        after=("teams",),
    )
)
register(
    Section(
        "mail_texts",
        "Mails that the desk writes by itself, as <mail>.<language>.",
        ARRANGE,
        MailText,
        MailText.objects.filter(key__in=texts.KINDS).all,
        lambda row: f"{row.key}.{row.language}",
        (Part("subject", Text()), Part("body", Text())),
        save_text,
        remove_text,
        stays=lambda row: texts.first_wording(row.key, row.language) is not None,
    )
)
