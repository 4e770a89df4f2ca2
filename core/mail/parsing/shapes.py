"""What a mail looks like once it is read: frozen values, no bytes of unknown charset left in them.

Every string here is free of NUL and lone surrogates, so PostgreSQL and JSON take it as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Headers = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox. address is "local@domain" as written, domain in lower case; name may be empty."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of the mail. content_type is what the sender claims; see core.files.sniffing.

    content_id: without angle brackets. inline: meant to be shown inside the HTML.
    disposition: inline | attachment | "" when the sender said nothing.
    """

    filename: str
    content_type: str
    content: bytes = field(repr=False)
    content_id: str = ""
    inline: bool = False
    disposition: str = ""

    @property
    def size(self) -> int:
        """Bytes of the decoded content."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Report:
    """What a delivery report said about one recipient (RFC 3464 fields, or read from the prose).

    action: failed | delayed | delivered | relayed | expanded | "". status: "5.1.1" or "".
    """

    action: str = ""
    status: str = ""
    recipient: str = ""
    diagnostic: str = ""


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail of ours that did not arrive. original_message_id: without brackets, "" if unknown."""

    original_message_id: str
    recipient: str
    status: str
    hard: bool
    diagnostic: str = ""


@dataclass(frozen=True, slots=True)
class Automatic:
    """Was a person writing? kind: none | auto_reply | bulk | bounce | own_loop.

    bulk covers lists and machine mail: it may open a ticket but gets no automatic answer.
    reason: the rule that spoke, e.g. "auto-submitted" or "dsn"; "" for none.
    """

    kind: str = "none"
    reason: str = ""
    bounce: Bounce | None = None


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """One mail. Message ids are without angle brackets. date is aware (UTC) or None.

    headers: lower-case name -> values in order, decoded, bounded. return_path: None when absent,
    "" for the null sender. reports and original_message_id come from delivery report parts.
    notes: codes of what was cut or mended, e.g. "headers.salvaged", "parts.cut".
    seal: how it is encrypted or signed, a code of parsing.seals, "" for ordinary mail.
    html_safe, text_clean, quoted, signature, remote_images and cids are filled by `read` (and in the child).
    """

    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    from_: Address | None = None
    sender: Address | None = None
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    delivered_to: tuple[str, ...] = ()
    original_to: tuple[str, ...] = ()
    return_path: str | None = None
    subject: str = ""
    date: datetime | None = None
    text: str = ""
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    headers: Headers = field(default_factory=dict)
    authentication_results: tuple[str, ...] = ()
    content_type: str = "text/plain"
    report_type: str = ""
    reports: tuple[Report, ...] = ()
    original_message_id: str = ""
    notes: tuple[str, ...] = ()
    html_safe: str = ""
    text_clean: str = ""
    quoted: str = ""
    signature: str = ""
    seal: str = ""
    remote_images: int = 0
    cids: tuple[str, ...] = ()
    automatic: Automatic = Automatic()

    def header(self, name: str) -> str:
        """The first value of a header field, "" when it is absent."""
        return next(iter(self.headers.get(name.lower(), ())), "")
