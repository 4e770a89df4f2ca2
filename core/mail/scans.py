"""Letters of agents leave only with files that the virus scanner let through: they wait, or are refused."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from core.files.models import Attachment
from core.mail.letters.rows import WAKE
from core.mail.models import Letter
from core.mail.rules import CARRYING
from tenants import context
from tenants.alarms.bell import set_alarm
from tenants.kernel import clock

PAUSE = timedelta(seconds=20)  # between two looks; a scan takes a second or two
WAITS = "waits for the virus scan of its files"


def holds(letter_id: int) -> bool:
    """Whether it has to wait. It is looked at again soon, and nobody counts that as a try."""
    owed = Letter.objects.filter(pk=letter_id, kind__in=CARRYING, state=Letter.State.QUEUED)
    if not owed.filter(message__attachments__state=Attachment.State.PENDING).exists():
        return False
    with transaction.atomic():  # only who waits pays for it
        due = clock.now() + PAUSE
        owed.update(send_after=due, last_error=WAITS)
        set_alarm(WAKE, letter_id, due)
    return True


def found_in(letter: Letter) -> str:
    """Why it must not leave, for the note on the ticket; "" when it may."""
    if letter.kind not in CARRYING or letter.message is None:
        return ""
    row = letter.message.attachments.filter(state=Attachment.State.BLOCKED).first()
    if row is None:
        return ""
    with translation.override(context.current_tenant().language):
        text = _("The virus scanner found %(threat)s in %(file)s. Send it again without that file.")
        return text % {"threat": row.threat, "file": row.filename}
