"""A blocked file is deleted while a letter with it has not left: the letter does not leave without it.

In the transaction of the deletion, so that no worker finds the file gone and the letter still due. Who wrote
it reads why, beside the message and in a note, and sends it again.
"""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from core.files.models import Attachment
from core.files.waiting import before_removal
from core.mail import outbox
from core.mail.models import Letter
from core.mail.rules import CARRYING, FORWARD
from core.mail.services.letters import queue_forward, queue_reply
from core.mail.transport import Rejected
from core.tickets.models import Message
from tenants import context, tasks


@before_removal
def hold_letters(file: Attachment) -> None:
    """Replies and forwards with this file that have not left never do. One not written yet is, and held."""
    messages = Message.objects.filter(attachments=file, kind__in=CARRYING, withdrawn_at=None)
    for message in messages.only("kind").order_by("pk"):
        written = queue_forward(message.pk) if message.kind == FORWARD else queue_reply(message.pk)
        owed = Letter.objects.select_for_update().filter(state=Letter.State.QUEUED)
        if written and (letter := owed.filter(pk=written.pk).first()):
            tasks.wake("mail.deliver", *outbox.fail(letter, Rejected(_why(file))))


def _why(file: Attachment) -> str:
    with translation.override(context.current_tenant().language):
        said = _(
            "Held: the virus scanner found %(threat)s in %(file)s, and the file was deleted. Send it again."
        )
        return said % {"threat": file.threat, "file": file.filename}
