"""Keeping a mail as it came. The one function behind listener, command and every later source.

What it returns from is committed: whoever calls it outside of a transaction may acknowledge.
"""

from __future__ import annotations

import zlib

from django.db import connection, transaction

from core.mail import glimpse, inbox
from core.mail.models import InboundMail
from tenants.kernel import clock, ids
from tenants.kernel.text import storable

FAST = 1  # zlib level: half the size at a tenth of the time of the default

_KEEP = """
    INSERT INTO {table} (public_id, recipient, sender, raw, size, dedupe_key, mime_id, subject,
                         from_address, state, reason, trace, attempts, turn, insisted, is_imported,
                         batch_id, is_behind, received_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, '', '', 'received', '', '[]', 0, 0, false, %s, %s, %s, %s)
    ON CONFLICT (dedupe_key) DO NOTHING RETURNING id
"""


@transaction.atomic
def accept(
    raw: bytes,
    *,
    sender: str,
    recipient: str,
    is_imported: bool = False,
    batch: int | None = None,
    is_behind: bool = False,
) -> int | None:
    """Store one mail for one of our addresses, inside its tenant. Parses nothing.

    sender: envelope sender, "" for bounces. is_imported: see `services.imports`. batch: the import somebody
    uploaded that brings it. is_behind: one of a crowd, see `core.mail.behind`.

    Returns the id of the new row; None when this mail is here already, which a
    sender who was cut off before our answer must hear as success, too.
    """
    values = (
        ids.public_id(),
        storable(recipient)[:320],
        storable(sender)[:320],
        zlib.compress(raw, FAST),
        len(raw),
        glimpse.dedupe_key(raw, recipient),
        glimpse.mime_id(raw),
        is_imported or batch is not None,
        batch,
        is_behind,
        clock.now(),
    )
    table = connection.ops.quote_name(InboundMail._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(_KEEP.format(table=table), values)
        row = cursor.fetchone()
    if row is None:
        return None
    inbox.spread_net()
    return int(row[0])
