"""A mail as rules see it: for each field of a condition its texts or numbers. Pure, no queries."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.mail.parsing import Address, ParsedMail

BODY_CHARS = 50_000  # of the new words that patterns look at
HEADER_CHARS = 4_000


@dataclass(frozen=True, slots=True)
class Facts:
    """texts: {field: its values}; people have two, the bare address and "Name <address>".

    size: bytes of the mail. mailbox: id of the address it came to. headers: lower-case name -> values.
    """

    texts: dict[str, tuple[str, ...]]
    headers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    size: int = 0
    mailbox: int | None = None

    def values(self, name: str, header: str = "") -> tuple[str, ...]:
        """The texts a condition on this field looks at."""
        if name == "header":
            return tuple(value[:HEADER_CHARS] for value in self.headers.get(header.lower(), ()))
        return self.texts.get(name, ())


def of(mail: ParsedMail, *, size: int, mailbox: int | None, dmarc: str) -> Facts:
    """The facts of a mail that was read. dmarc: what our own edge said, "" for nothing."""
    return Facts(
        texts={
            "from": _people(mail.from_, *mail.reply_to[:1]),
            "to": _people(*mail.to),
            "cc": _people(*mail.cc),
            "subject": (mail.subject,),
            "body": ((mail.text_clean if mail.text_clean.strip() else mail.text)[:BODY_CHARS],),
            "attachment": tuple(one.filename for one in mail.attachments if not one.inline),
            "kind": (mail.automatic.kind if mail.automatic.kind != "none" else "person",),
            "dmarc": (dmarc or "unknown",),
        },
        headers=dict(mail.headers),
        size=size,
        mailbox=mailbox,
    )


def _people(*people: Address | None) -> tuple[str, ...]:
    return tuple(
        text for one in people if one is not None for text in (one.address, f"{one.name} <{one.address}>")
    )
