"""Turns the starter data into rows, once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.contrib.auth import get_user_model

from core.desk import book
from core.desk.models import (
    Calendar,
    CannedReply,
    Category,
    MailText,
    Queue,
    SavedView,
    Seeded,
    Status,
    Tag,
    Team,
    TicketType,
)
from core.desk.starter.calendars import CALENDARS
from core.desk.starter.canned import CANNED
from core.desk.starter.mail_texts import MAIL_TEXTS
from core.desk.starter.mail_texts_fr_es import MAIL_TEXTS_FR_ES
from core.desk.starter.queues import QUEUES, TEAM
from core.desk.starter.statuses import STATUSES
from core.desk.starter.tags import TAGS
from core.desk.starter.taxonomy import sprouts
from core.desk.starter.types import TYPES
from core.desk.starter.views import FIFTH_VIEWS, FOURTH_VIEWS, SECOND_VIEWS, SIXTH_VIEWS, THIRD_VIEWS, VIEWS
from tenants.models import Tenant
from tenants.provisioning.selectors import founder
from tenants.provisioning.starters import TIME_ZONE

VERSION = 1  # of the first release; a later one gives its new rows the next number
M = TypeVar("M", bound=Seeded)


def prepare() -> None:
    """The rows all organizations get; repeating it changes nothing."""
    add(Calendar, map(_calendar, CALENDARS), version=2)
    add(Status, (_status(number, row) for number, row in enumerate(STATUSES)))
    add(TicketType, (_type(number, row) for number, row in enumerate(TYPES)))
    _team()
    _queues()
    _categories()
    add(
        Tag,
        ({"seed_key": name, "name": name, "description": line, "color": color} for name, line, color in TAGS),
    )
    add(
        CannedReply,
        ({"seed_key": key, "shortcut": key, "title": title, "body": body} for key, title, body in CANNED),
    )
    add(MailText, map(_mail_text, MAIL_TEXTS))
    add(MailText, map(_mail_text, MAIL_TEXTS_FR_ES), version=2)
    add(SavedView, (_view(number, row) for number, row in enumerate(VIEWS)))
    add(SavedView, (_view(len(VIEWS) + number, row) for number, row in enumerate(SECOND_VIEWS)), version=2)
    before = len(VIEWS) + len(SECOND_VIEWS)
    add(SavedView, (_view(before + number, row) for number, row in enumerate(THIRD_VIEWS)), version=3)
    before += len(THIRD_VIEWS)
    add(SavedView, (_view(before + number, row) for number, row in enumerate(FOURTH_VIEWS)), version=4)
    before += len(FOURTH_VIEWS)
    add(SavedView, (_view(before + number, row) for number, row in enumerate(FIFTH_VIEWS)), version=5)
    before += len(FIFTH_VIEWS)
    add(SavedView, (_view(before + number, row) for number, row in enumerate(SIXTH_VIEWS)), version=6)
    book.page.changed()


def stamp(tenant: Tenant) -> None:
    """Its time zone, and its founder in the first team."""
    Calendar.objects.filter(time_zone=TIME_ZONE).update(time_zone=tenant.time_zone)
    person = founder(tenant) if tenant.ready_at is None else None  # later the team is people's own affair
    owner = get_user_model().objects.filter(email__iexact=person.email).first() if person else None
    team = Team.objects.filter(seed_key=TEAM[0], manager=None).first() if owner else None
    if owner is not None and team is not None:
        team.members.add(owner)
        Team.objects.filter(pk=team.pk).update(manager=owner)


def add(model: type[M], rows: Iterable[dict[str, Any]], version: int = VERSION) -> list[M]:
    """Create the rows this tenant has not been given before. Clashes with people's own rows are skipped."""
    if _given(model, version):
        return []
    new = [model(seed_version=version, **row) for row in rows]
    return list(model._default_manager.bulk_create(new, ignore_conflicts=True))


def _given(model: type[Seeded], version: int) -> bool:
    return model._default_manager.filter(seed_version__gte=version).exists()


def _status(number: int, row: tuple[Any, ...]) -> dict[str, Any]:
    names = ("key", "category", "label", "customer_label", "color", "sla_mode", "is_default", "is_hidden")
    return {"seed_key": row[0], "position": number, **dict(zip(names, row, strict=True))}


def _type(number: int, row: tuple[str, str, str]) -> dict[str, Any]:
    key, name, line = row
    return {"seed_key": key, "key": key, "name": name, "description": line, "position": number}


def _view(number: int, row: tuple[str, str, dict[str, str], str]) -> dict[str, Any]:
    key, name, filters, order = row
    return {
        "seed_key": key, "key": key, "name": name, "filters": filters, "order": order, "position": number,
    }  # fmt: skip


def _calendar(row: tuple[Any, ...]) -> dict[str, Any]:
    names = ("seed_key", "name", "week", "is_default")
    return {**dict(zip(names, row, strict=True)), "time_zone": TIME_ZONE}


def _mail_text(row: tuple[str, str, str, str]) -> dict[str, Any]:
    key, language, subject, body = row
    return {
        "seed_key": f"{key}.{language}",
        "key": key,
        "language": language,
        "subject": subject,
        "body": body,
    }


def _team() -> None:
    key, name, line = TEAM
    add(Team, [{"seed_key": key, "name": name, "description": line}])


def _queues() -> None:
    team = Team.objects.filter(seed_key=TEAM[0]).first()
    add(
        Queue,
        (
            {
                "seed_key": key,
                "name": name,
                "description": line,
                "is_default": first,
                "position": number,
                "team": team,
            }
            for number, (key, name, line, first) in enumerate(QUEUES)
        ),
    )


def _categories() -> None:
    if _given(Category, VERSION):
        return
    queues = {queue.name: queue for queue in Queue.objects.all()}
    known: dict[str, Category] = {}
    for number, sprout in enumerate(sprouts()):
        known[sprout.key] = Category.objects.create(
            key=sprout.key,
            seed_key=sprout.key,
            seed_version=VERSION,
            name=sprout.name,
            description=sprout.description,
            examples=list(sprout.examples),
            counter_examples=list(sprout.counter_examples),
            color=sprout.color,
            icon=sprout.icon,
            parent=known.get(sprout.parent or ""),
            queue=queues.get(sprout.queue),
            position=number,
        )
