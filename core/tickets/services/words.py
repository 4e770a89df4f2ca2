"""What somebody says, checked: the words of a message before they are a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.files.models import Attachment
from tenants.kernel.errors import Invalid
from tenants.kernel.text import storable

LONGEST_TEXT = 500_000  # characters; a mail's text beyond this stays in the raw message


class EmptyMessage(Invalid):
    code = "message.empty"
    sentence = "Write something before you send it."


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wrote. html is sanitised already; quoted and signature are folded rests of a mail.

    seal: how the mail was encrypted or signed, see Message.seal.
    """

    text: str
    html: str = ""
    quoted: str = ""
    signature: str = ""
    seal: str = ""
    language: str = ""

    def checked(self, attachments: Sequence[Attachment] = ()) -> Words:
        """Storable and within bounds. EmptyMessage when neither words nor files are left."""
        text = storable(self.text).strip()[:LONGEST_TEXT]
        if not text and not self.html and not attachments:
            raise EmptyMessage
        return replace(
            self,
            text=text,
            html=storable(self.html),
            quoted=storable(self.quoted)[:LONGEST_TEXT],
            signature=storable(self.signature)[:LONGEST_TEXT],
        )
