"""Every read of the desk's arrangement. Without a query, as long as `book` remembers (see there)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Q, QuerySet, TextField, When
from django.db.models.functions import Cast

from core.accounts.models import Role
from core.desk import book
from core.desk.hours import Hours
from core.desk.models import (
    Calendar,
    CannedReply,
    Category,
    Field,
    MailText,
    Queue,
    SavedView,
    Status,
    Tag,
    Team,
)
from core.desk.refusals import (
    NoSuchCalendar,
    NoSuchCategory,
    NoSuchField,
    NoSuchQueue,
    NoSuchReply,
    NoSuchStatus,
)
from core.desk.rules import ARRANGE, languages_to_try
from tenants import context
from tenants.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class CategoryOption:
    """A category as triage and pickers take it. queue: name of its target or None; parent: key or None."""

    id: int
    key: str
    name: str
    description: str
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    parent: str | None
    queue: str | None
    is_leaf: bool


def statuses(*, hidden: bool = False) -> tuple[Status, ...]:
    """In their order; merged and spam only on request."""
    return tuple(row for row in book.page().statuses if hidden or not row.is_hidden)


def status(key: str) -> Status:
    """By key. NoSuchStatus."""
    for row in book.page().statuses:
        if row.key == key:
            return row
    raise NoSuchStatus(key=key[:60])


def status_by_id(pk: int | None) -> Status | None:
    return book.page().by_id[Status].get(pk or 0)


def default_status(category: str) -> Status:
    """The one its category uses by itself, else the first of it. NoSuchStatus."""
    rows = [row for row in book.page().statuses if row.category == category]
    if not rows:
        raise NoSuchStatus(key=str(category))
    return next((row for row in rows if row.is_default), rows[0])


def queues() -> tuple[Queue, ...]:
    return book.page().queues


def queue(pk: int) -> Queue:
    """By primary key. NoSuchQueue."""
    for row in book.page().queues:
        if row.pk == pk:
            return row
    raise NoSuchQueue(queue=pk)


def queue_by_id(pk: int | None) -> Queue | None:
    return book.page().by_id[Queue].get(pk or 0)


def default_queue() -> Queue:
    """Where a ticket goes that nobody sent anywhere. NoSuchQueue when there is no queue at all."""
    rows = book.page().queues
    if not rows:
        raise NoSuchQueue(queue="default")
    return next((row for row in rows if row.is_default), rows[0])


def quarantine() -> Queue:
    """Where suspected spam waits; the default queue when people removed it."""
    return next((row for row in book.page().queues if row.seed_key == "quarantine"), default_queue())


def calendars() -> tuple[Calendar, ...]:
    """The default one first. Their holidays are loaded."""
    return book.page().calendars


def calendar(pk: int) -> Calendar:
    """By primary key. NoSuchCalendar."""
    for row in calendars():
        if row.pk == pk:
            return row
    raise NoSuchCalendar(calendar=pk)


def calendar_for(queue_id: int | None) -> Calendar | None:
    """When a queue is answered: its own calendar, else the default one; None without any."""
    return _calendar(book.page(), None, queue_id)


def hours_for(calendar_id: int | None, queue_id: int | None) -> Hours | None:
    """Of this calendar while there is one, else as `calendar_for`. None in a desk without calendars."""
    page = book.page()
    row = _calendar(page, calendar_id, queue_id)
    return page.hours[row.pk] if row else None


def _calendar(page: book.Page, wanted: int | None, queue_id: int | None) -> Calendar | None:
    known = {row.pk: row for row in page.calendars}
    own = next((row.calendar_id for row in page.queues if row.pk == queue_id), None)
    return known.get(wanted or 0) or known.get(own or 0) or next(iter(page.calendars), None)


def hours_of(row: Calendar) -> Hours:
    """What hours.py answers questions about. NoSuchCalendar when it was removed meanwhile."""
    if (hours := book.page().hours.get(row.pk)) is None:
        raise NoSuchCalendar(calendar=row.pk)
    return hours


def categories() -> tuple[Category, ...]:
    """All that are in use, groups before their leaves."""
    return book.page().in_use


def category(key: str) -> Category:
    """By key. NoSuchCategory."""
    for row in categories():
        if row.key == key:
            return row
    raise NoSuchCategory(key=key[:60])


def category_by_id(pk: int | None) -> Category | None:
    return book.page().by_id[Category].get(pk or 0)


def category_options() -> tuple[CategoryOption, ...]:
    """What triage may choose from; `is_leaf` marks the ones it chooses, the others group them."""
    rows = categories()
    parents = {row.parent_id for row in rows}
    return tuple(_option(row, row.pk not in parents) for row in rows)


def fields(*, hidden: bool = False) -> tuple[Field, ...]:
    """The organization's own fields of tickets, in their order; those out of use only on request."""
    return tuple(row for row in book.page().fields if hidden or not row.is_hidden)


def field(key: str) -> Field:
    """By key, hidden ones too. NoSuchField."""
    for row in book.page().fields:
        if row.key == key:
            return row
    raise NoSuchField(key=key[:60])


def tags() -> tuple[Tag, ...]:
    return book.page().tags


def tag_names() -> tuple[str, ...]:
    return tuple(row.name for row in book.page().tags)


def tags_named(names: list[str] | tuple[str, ...]) -> list[Tag]:
    """The existing ones among the names, in the desk's order."""
    return [row for row in book.page().tags if row.name in names]


def teams() -> QuerySet[Team]:
    return Team.objects.select_related("manager")


def mail_text(key: str, language: str = "") -> MailText | None:
    """The wording in this language, else its base, the organization's, English; None when there is none."""
    texts = book.page().mail_texts
    for one in languages_to_try(language, context.current_tenant().language):
        if text := texts.get((key, one)):
            return text
    return None


def mail_text_in(key: str, language: str) -> MailText | None:
    """The wording in exactly this language."""
    return book.page().mail_texts.get((key, language))


def mail_texts() -> list[MailText]:
    return sorted(book.page().mail_texts.values(), key=lambda text: (text.key, text.language))


def canned_replies(actor: Actor, *, all_teams: bool = False) -> QuerySet[CannedReply]:
    """Everybody's, those of the actor's teams (all_teams: of all), and the actor's own. By title."""
    mine = Q(owner_id=actor.id) if actor.kind == "user" else Q(pk=None)
    theirs = Q(team__in=Team.objects.filter(members=actor.id)) if actor.kind == "user" else Q(pk=None)
    teams = Q(team__isnull=False) if all_teams else theirs
    rows = CannedReply.objects.filter((Q(owner=None) & (Q(team=None) | teams)) | mine)
    return rows.select_related("team").order_by("title", "id")


def canned_found(actor: Actor, query: str) -> QuerySet[CannedReply]:
    """What somebody means who typed this after `/`: shortcuts and titles that begin so, then the rest."""
    text = query.strip()
    rows = canned_replies(actor).alias(others=Cast("body_in", TextField()))
    if not text:
        return rows.order_by("-uses", "title", "id")
    rank = Case(When(shortcut__istartswith=text, then=0), When(title__istartswith=text, then=1), default=2)
    fits = (
        Q(shortcut__icontains=text)
        | Q(title__icontains=text)
        | Q(body__icontains=text)
        | Q(others__icontains=text)
    )
    return rows.filter(fits).order_by(rank, "-uses", "title", "id")


def canned_reply_by(actor: Actor, pk: int, *, to_change: bool = False) -> CannedReply:
    """One the actor may use; to_change: or, who arranges the desk, any team's. NoSuchReply."""
    rows = canned_replies(actor, all_teams=to_change and actor.may(ARRANGE))
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NoSuchReply
    return row


def teams_of(actor: Actor) -> list[Team]:
    """Teams somebody is a member of."""
    return list(Team.objects.filter(members=actor.id)) if actor.kind == "user" else []


def canned_reply(actor: Actor, shortcut: str) -> CannedReply:
    """NoSuchReply when there is none the actor may use."""
    row = canned_replies(actor).filter(shortcut=shortcut).first()
    if row is None:
        raise NoSuchReply(shortcut=shortcut[:40])
    return row


def saved_views(actor: Actor) -> QuerySet[SavedView]:
    """Everybody's, those of the actor's teams and role, and the actor's own, in order."""
    if actor.kind != "user":
        return SavedView.objects.filter(owner=None, team=None, role=None)
    teams = Team.members.through._default_manager.filter(user=actor.id).values("team")
    roles = Role.objects.filter(users=actor.id)
    shared = Q(owner=None, team=None, role=None) | Q(team__in=teams) | Q(role__in=roles)
    return SavedView.objects.filter(shared | Q(owner_id=actor.id))


def views_to_change(actor: Actor) -> QuerySet[SavedView]:
    """One's own, and for who arranges the desk all that are shared, with whom they are shared."""
    mine = Q(owner_id=actor.id) if actor.kind == "user" else Q(pk=None)
    rows = SavedView.objects.select_related("team", "role")
    return rows.filter(mine | Q(owner=None) if actor.may(ARRANGE) else mine)


def saved_view(actor: Actor, key: str) -> SavedView | None:
    return saved_views(actor).filter(key=key).first()


def _option(row: Category, is_leaf: bool) -> CategoryOption:
    return CategoryOption(
        id=row.pk,
        key=row.key,
        name=row.name,
        description=row.description,
        examples=tuple(row.examples),
        counter_examples=tuple(row.counter_examples),
        parent=row.parent.key if row.parent else None,
        queue=row.queue.name if row.queue else None,
        is_leaf=is_leaf,
    )
