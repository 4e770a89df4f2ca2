"""The arrangement of the desk, remembered in this process: no query per ticket, list or triage run."""

from __future__ import annotations

from dataclasses import dataclass

from core.desk.models import Category, MailText, Queue, Status, Tag
from tenants.remembered import Remembered


@dataclass(frozen=True, slots=True)
class Page:
    """Everything of one tenant, in the order people gave it. Five queries fill it."""

    statuses: tuple[Status, ...]
    queues: tuple[Queue, ...]
    categories: tuple[Category, ...]
    tags: tuple[Tag, ...]
    mail_texts: dict[tuple[str, str], MailText]


def _read() -> Page:
    texts = MailText.objects.all()
    return Page(
        statuses=tuple(Status.objects.all()),
        queues=tuple(Queue.objects.select_related("team")),
        categories=tuple(Category.objects.select_related("parent", "queue")),
        tags=tuple(Tag.objects.all()),
        mail_texts={(text.key, text.language): text for text in texts},
    )


page = Remembered("desk:version", _read)
