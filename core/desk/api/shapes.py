"""What the API shows of the desk."""

from __future__ import annotations

from typing import Any

from core.desk import texts
from core.desk.models import CannedReply, Category, MailText, Queue, Status, Tag, TicketType
from core.desk.packs import Offered
from core.doors.shapes import Shape


class QueueOut(Shape):
    id: int
    name: str
    description: str
    follow_up: str
    grace_days: int
    keeps_owner: bool
    shares_drafts: bool
    team: int | None
    calendar: int | None
    signature: str
    signature_in: dict
    is_default: bool

    @staticmethod
    def dump(row: Queue) -> dict[str, Any]:
        return {
            "id": row.pk,
            "name": row.name,
            "description": row.description,
            "follow_up": row.follow_up,
            "grace_days": row.grace_days,
            "keeps_owner": row.keeps_owner,
            "shares_drafts": row.shares_drafts,
            "team": row.team_id,
            "calendar": row.calendar_id,
            "signature": row.signature,
            "signature_in": row.signature_in,
            "is_default": row.is_default,
        }


class StatusOut(Shape):
    """wip_limit: tickets that may be in it at once, null for any number; wip_is_hard: nobody adds one."""

    id: int
    key: str
    category: str
    label: str
    customer_label: str
    color: str
    sla_mode: str
    is_default: bool
    is_hidden: bool
    wip_limit: int | None
    wip_is_hard: bool

    @staticmethod
    def dump(row: Status) -> dict[str, Any]:
        names = ("key", "category", "label", "customer_label", "color", "sla_mode", "is_default", "is_hidden")
        limit = {"wip_limit": row.wip_limit, "wip_is_hard": row.wip_is_hard}
        return {"id": row.pk, **{name: getattr(row, name) for name in names}, **limit}


class PackOut(Shape):
    """size: categories in the set, groups included; used: how many of them are in use."""

    key: str
    name: str
    line: str
    size: int
    used: int

    @staticmethod
    def dump(row: Offered) -> dict[str, Any]:
        return {name: getattr(row, name) for name in ("key", "name", "line", "size", "used")}


class CategoryOut(Shape):
    """parent: key of the group."""

    id: int
    key: str
    name: str
    parent: str | None
    description: str
    examples: list[str]
    counter_examples: list[str]
    color: str
    icon: str
    queue: int | None
    is_active: bool

    @staticmethod
    def dump(row: Category) -> dict[str, Any]:
        return {
            "id": row.pk,
            "key": row.key,
            "name": row.name,
            "parent": row.parent.key if row.parent else None,
            "description": row.description,
            "examples": row.examples,
            "counter_examples": row.counter_examples,
            "color": row.color,
            "icon": row.icon,
            "queue": row.queue_id,
            "is_active": row.is_active,
        }


class CategoryForCustomer(Shape):
    key: str
    name: str
    parent: str | None

    @staticmethod
    def dump(row: Category) -> dict[str, Any]:
        return {"key": row.key, "name": row.name, "parent": row.parent.key if row.parent else None}


class TagOut(Shape):
    id: int
    name: str
    description: str
    color: str

    @staticmethod
    def dump(row: Tag) -> dict[str, Any]:
        return {"id": row.pk, "name": row.name, "description": row.description, "color": row.color}


class TypeOut(Shape):
    id: int
    key: str
    name: str
    description: str
    is_active: bool
    position: int

    @staticmethod
    def dump(row: TicketType) -> dict[str, Any]:
        names = ("key", "name", "description", "is_active", "position")
        return {"id": row.pk, **{name: getattr(row, name) for name in names}}


class VariableOut(Shape):
    """Written `{{ name }}`, or `{{ name | words when it is empty }}`."""

    name: str
    meaning: str

    @staticmethod
    def dump(pair: tuple[str, str]) -> dict[str, Any]:
        return {"name": pair[0], "meaning": str(pair[1])}


class CannedReplyOut(Shape):
    """team: id; null and not mine: everybody's. uses: how often it was put into an answer."""

    id: int
    shortcut: str
    title: str
    body: str
    body_in: dict
    is_mine: bool
    team: int | None
    uses: int

    @staticmethod
    def dump(row: CannedReply) -> dict[str, Any]:
        return {
            "id": row.pk,
            "shortcut": row.shortcut,
            "title": row.title,
            "body": row.body,
            "body_in": row.body_in,
            "is_mine": row.owner_id is not None,
            "team": row.team_id,
            "uses": row.uses,
        }


class MailTextOut(Shape):
    """name: key and language, "portal_link.en". variables: what the text may say as {{ name }}."""

    name: str
    key: str
    language: str
    subject: str
    body: str
    variables: list[str]
    is_changed: bool

    @staticmethod
    def dump(row: MailText) -> dict[str, Any]:
        return {
            "name": f"{row.key}.{row.language}",
            "key": row.key,
            "language": row.language,
            "subject": row.subject,
            "body": row.body,
            "variables": sorted(texts.known(row.key)),
            "is_changed": (row.subject, row.body) != texts.first_wording(row.key, row.language),
        }
