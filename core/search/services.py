"""Keeping the index: stems of messages, names and texts of files. Doing it twice is doing it once.

An entry is nothing but what its message and its file say, so no line is recorded and no fact is stated: the
change that made it necessary has both. Entries go with their message, by the database's own rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from core.search.extracting.kinds import DOCX, PLAIN
from core.search.languages import STEMMERS, stemmer
from core.search.models import Entry
from core.search.recent import forget, remember
from core.tickets.models import Message
from tenants import context, tasks
from tenants.kernel.text import storable

__all__ = [
    "fill",
    "forget",
    "index_between",
    "index_messages",
    "index_ticket",
    "keep_refusal",
    "keep_text",
    "mend",
    "rebuild",
    "remember",
]
BATCH = 5_000  # messages of one statement: half a second
MOST_TRIES = 3
READ = "search.read"
_STEMS = """
    INSERT INTO search_entry (message_id, attachment_id, state, why_not, tries, language, text, words)
    SELECT m.id, NULL, 'ready', '', 0, COALESCE(l.code, ''), '',
           to_tsvector(l.config::regconfig, left(m.text, 100000))
           || CASE WHEN EXISTS (SELECT FROM tickets_message o WHERE o.ticket_id = m.ticket_id AND o.id < m.id)
                   THEN '' ELSE setweight(to_tsvector(l.config::regconfig, t.subject), 'A') END
      FROM tickets_message m JOIN tickets_ticket t ON t.id = m.ticket_id
      LEFT JOIN unnest(%(codes)s::text[], %(configs)s::text[]) l(code, config)
        ON l.code = split_part(lower(replace(
            COALESCE(NULLIF(m.language, ''), NULLIF(t.language, ''), %(usual)s), '_', '-')), '-', 1)
     WHERE {which} AND t.archived_at IS NULL
    ON CONFLICT (message_id, attachment_id)
    DO UPDATE SET language = excluded.language, words = excluded.words
    RETURNING EXISTS (SELECT FROM tickets_message_attachments x WHERE x.message_id = search_entry.message_id)
"""
_FILES = """
    INSERT INTO search_entry (message_id, attachment_id, state, why_not, tries, language, text, words)
    SELECT x.message_id, a.id,
           CASE WHEN a.content_type = ANY(%(types)s) OR a.filename ILIKE '%%.docx'
                THEN 'waiting' ELSE 'named' END,
           '', 0, '', '', {name}
      FROM tickets_message_attachments x JOIN files_attachment a ON a.id = x.attachment_id
      JOIN tickets_message m ON m.id = x.message_id
      JOIN tickets_ticket t ON t.id = m.ticket_id
     WHERE {which} AND t.archived_at IS NULL
    ON CONFLICT (message_id, attachment_id) DO NOTHING
    RETURNING id, state
"""
_NAME = """
    setweight(to_tsvector('simple', a.filename || ' ' || translate(a.filename, '._-()[]', '       ')), 'A')
"""
_TEXT = """
    UPDATE search_entry e SET state = 'ready', why_not = '', text = %(text)s, language = %(language)s,
           words = {name} || to_tsvector('simple', %(text)s) || {stems}
      FROM files_attachment a WHERE a.id = e.attachment_id AND e.id = %(id)s AND e.state = 'waiting'
"""


@transaction.atomic(savepoint=False)  # with every message: whoever calls it goes back with it
def index_messages(ids: Sequence[int]) -> None:
    """Stems of these messages, and an entry for each file on them; files are read in the background."""
    if len(ids) == 1:  # as a rule; a statement with a list of ids is planned anew each time
        _index("m.id = %(id)s", id=ids[0])
    else:
        _index("m.id = ANY(%(ids)s)", ids=list(ids))


@transaction.atomic
def index_ticket(ticket_id: int) -> None:
    """Anew, after its subject or its language changed."""
    _index("m.ticket_id = %(ticket)s", ticket=ticket_id)


@transaction.atomic
def index_between(above: int, upto: int) -> None:
    """All messages with ids in (above, upto]."""
    _index("m.id > %(above)s AND m.id <= %(upto)s", above=above, upto=upto)


def fill(batch: int = BATCH) -> bool:
    """Index the next messages that are not, the newest first. Whether there is more to do."""
    last = _last_message()
    lowest = Entry.objects.order_by("message_id").values_list("message_id", flat=True).first()
    left = _living().filter(pk__lte=last if lowest is None else lowest - 1)
    if (upto := left.order_by("-pk").values_list("pk", flat=True).first()) is None:
        return False
    index_between(max(upto - batch, 0), upto)
    return left.filter(pk__lte=upto - batch).exists()


def mend(latest: int = BATCH) -> int:
    """Index what is missing among the newest messages, and wake files that still wait. How many messages."""
    last = _last_message()
    newest = _living().filter(pk__gt=last - latest)
    known = Entry.objects.filter(message__gt=last - latest, attachment=None).values("message")
    missing = list(newest.exclude(pk__in=known).order_by().values_list("pk", flat=True))
    if missing:
        index_messages(missing)
    waiting = Entry.objects.filter(state=Entry.State.WAITING).order_by("pk").values_list("pk", flat=True)
    for pk in waiting[:latest]:
        tasks.wake(READ, pk)
    return len(missing)


def rebuild() -> int:
    """Throw the stems away and make them anew; texts of files are kept. How many messages."""
    upto, done = _last_message(), 0
    while upto > 0:
        index_between(max(upto - BATCH, 0), upto)
        done, upto = done + BATCH, upto - BATCH
    return Message.objects.count()


def keep_text(entry: Entry, text: str) -> None:
    """What a file says. Nothing when somebody was faster, or the file is gone."""
    language = entry.message.language or entry.message.ticket.language or context.current_tenant().language
    config = stemmer(language)
    stems = "to_tsvector(%(config)s::regconfig, %(text)s)" if config else "''"
    values: dict[str, Any] = {
        "id": entry.pk,
        "text": storable(text),
        "language": language[:10],
        "config": config,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TEXT.format(name=_NAME, stems=stems), values)


def keep_refusal(entry: Entry, reason: str) -> None:
    """It is found by its name alone."""
    waiting = Entry.objects.filter(pk=entry.pk, state=Entry.State.WAITING)
    waiting.update(state=Entry.State.NAMED, why_not=reason[:20])


def _index(which: str, **values: Any) -> None:
    usual = context.current_tenant().language
    stems = {"codes": list(STEMMERS), "configs": list(STEMMERS.values()), "usual": usual}
    with connection.cursor() as cursor:
        cursor.execute(_STEMS.format(which=which), values | stems)
        if not any(has_files for (has_files,) in cursor.fetchall()):
            return
        cursor.execute(
            _FILES.format(which=which, name=_NAME), values | {"types": ["application/pdf", DOCX, *PLAIN]}
        )
        waiting = [pk for pk, state in cursor.fetchall() if state == Entry.State.WAITING]
    for pk in waiting:
        tasks.wake(READ, pk)


def _living() -> QuerySet[Message]:
    """What is indexed here: archived messages have taken their entries along."""
    return Message.objects.filter(ticket__archived_at=None)


def _last_message() -> int:
    return Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
