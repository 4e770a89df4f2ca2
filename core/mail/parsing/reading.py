"""One mail read from its bytes: `parse` for the facts, `read` for the facts plus what people see.

Never raises on any bytes but UnparsableMail (empty, or larger than the cap). Whatever is broken is
mended or left out and named in `notes`.
"""

from dataclasses import replace

from core.mail import html
from core.mail.html.attribution import forwarded_subject
from core.mail.parsing import (
    addresses,
    automatic,
    bodies,
    calendar,
    dates,
    dsn,
    files,
    mime,
    reply,
    seals,
    winmail,
    words,
)
from core.mail.parsing.errors import UnparsableMail
from core.mail.parsing.head import Head
from core.mail.parsing.limits import HEADER_VALUE, MAIL_BYTES, RECIPIENTS, REFERENCES, TEXT_BYTES
from core.mail.parsing.mime import Part, Tree
from core.mail.parsing.shapes import Address, Attachment, ParsedMail, Report

SUBJECT = 1_000  # characters


def parse(raw: bytes, *, closed: bool = False) -> ParsedMail:
    """The mail without sanitised HTML and without reply trimming. closed: files in files stay packed.

    Raises UnparsableMail.
    """
    if not raw.strip():
        raise UnparsableMail("mail.empty")
    if len(raw) > MAIL_BYTES:
        raise UnparsableMail("mail.too_large")
    tree = mime.walk(_line_ends(raw))
    hints = tuple(dict.fromkeys(leaf.params["charset"] for leaf in tree.leaves if leaf.params.get("charset")))
    return _with_contents(_heading(tree, hints), tree, hints, closed)


def read(raw: bytes, *, plain: bool = False) -> ParsedMail:
    """parse() plus html_safe, text, text_clean, quoted, signature and automatic.

    plain: show the HTML as escaped text and unpack nothing, for mails that killed a child before.
    """
    mail = parse(raw, closed=plain)
    sender = mail.from_.name if mail.from_ else ""
    page = html.page(
        mail.html,
        flat=plain,
        forwarded=forwarded_subject(mail.subject, mail.text or mail.html),
        sender=sender,
    )
    text = mail.text if mail.text.strip() else page.text
    mail = replace(mail, text=text)
    parts = reply.trim(text, page, subject=mail.subject, sender=sender)
    notes = (*mail.notes, *page.notes)
    return replace(
        mail, html_safe=page.safe.html, remote_images=page.safe.remote_images, cids=page.safe.cids,
        notes=notes, text_clean=parts.new, quoted=parts.quoted, signature=parts.signature,
        automatic=automatic.classify(mail),
    )  # fmt: skip


def _line_ends(raw: bytes) -> bytes:
    """Mails of old Macs have carriage returns alone."""
    top = raw[:10_000]
    return raw.replace(b"\r", b"\n") if b"\r" in top and b"\n" not in top else raw


def _heading(tree: Tree, hints: tuple[str, ...]) -> ParsedMail:
    top = tree.top
    people = {name: _people(top, name, hints) for name in ("from", "sender", "reply-to", "to", "cc", "bcc")}
    to, cc, bcc = _capped(tree, people["to"], people["cc"], people["bcc"])
    return ParsedMail(
        message_id=dsn.first_id(top.text("message-id")),
        in_reply_to=dsn.first_id(top.text("in-reply-to")),
        references=_references(top),
        from_=next(iter(people["from"]), None),
        sender=next(iter(people["sender"]), None),
        reply_to=people["reply-to"][:10],
        to=to, cc=cc, bcc=bcc,
        delivered_to=_mailboxes(top, "delivered-to"),
        original_to=_mailboxes(top, "x-original-to", "envelope-to", "x-envelope-to"),
        return_path=addresses.mailbox(top.text("return-path")) if top.all("return-path") else None,
        subject=top.text("subject", hints)[:SUBJECT],
        date=dates.read(top.text("date")),
        headers=_headers(top, hints),
        authentication_results=tuple(map(words.decode, _texts(top, "authentication-results", hints)))[:20],
        content_type=tree.type,
        report_type=tree.params.get("report-type", "").lower(),
    )  # fmt: skip


def _with_contents(mail: ParsedMail, tree: Tree, hints: tuple[str, ...], closed: bool) -> ParsedMail:
    found, attached = bodies.Bodies(), []
    wrapped: winmail.Unpacked | None = None
    reports: list[Report] = []
    original, sealed = "", set[str]()
    for number, part in enumerate(tree.leaves, start=1):
        kind, named = files.disposition(part, hints)
        name = files.name_of(part, named, hints)
        if bodies.is_body(part, kind, bool(name), len(tree.leaves) == 1):
            bodies.add(found, part, hints)
            continue
        note, file = files.note(part, name), files.attachment(part, kind, name, number, hints)
        tree.notes.add(note)
        sealed.add(seals.of_part(part, name))
        inside = winmail.unpack(file.content) if note == "winmail" and not closed else None
        attached += files.unpacked(inside) if inside else [file]
        wrapped = wrapped or inside
        reports += dsn.reports(part) if part.type in dsn.STATUS_TYPES else []
        original = original or (dsn.original_id(part) if _returned(part, tree) else "")
    attached += [Attachment(name, "application/octet-stream", content) for name, content in found.files]
    text, html_text = bodies.joined(found)
    text, armored, codes = seals.armor(text)
    attached += [Attachment(name, kind, content) for name, kind, content in armored]
    if wrapped and not (text.strip() or html_text):
        text, html_text = bodies.lines(wrapped.text), wrapped.html[:TEXT_BYTES]
    if not (text.strip() or html_text or closed):
        invitations = (
            calendar.told(file.content) for file in attached if file.content_type == "text/calendar"
        )
        text = next(filter(None, invitations), "")
    notes = tuple(sorted((tree.notes | found.notes) - {""}))
    return replace(
        mail, text=text, html=html_text, attachments=tuple(attached),
        reports=tuple(reports[: dsn.RECIPIENTS]), original_message_id=original, notes=notes,
        seal=seals.strongest(sealed | codes),
    )  # fmt: skip


def _returned(part: Part, tree: Tree) -> bool:
    """Is this the mail (or its headers) that a report gives back?"""
    return part.type in dsn.ORIGINAL_TYPES and (
        tree.type == "multipart/report" or part.type != "message/rfc822"
    )


def _texts(head: Head, name: str, hints: tuple[str, ...] = ()) -> list[str]:
    return [words.raw_text(value, hints) for value in head.all(name)]


def _people(head: Head, name: str, hints: tuple[str, ...]) -> tuple[Address, ...]:
    found: list[Address] = []
    for value in _texts(head, name, hints)[:10]:
        found += addresses.parse(value, RECIPIENTS + 1)
    return tuple(found)


def _capped(tree: Tree, *lists: tuple[Address, ...]) -> list[tuple[Address, ...]]:
    left, kept = RECIPIENTS, []
    for people in lists:
        if len(people) > left:
            tree.notes.add("recipients.cut")
        kept.append(people[:left])
        left -= len(kept[-1])
    return kept


def _mailboxes(head: Head, *names: str) -> tuple[str, ...]:
    found = [addresses.mailbox(text) for name in names for text in _texts(head, name)[:20]]
    return tuple(dict.fromkeys(filter(None, found)))


def _references(head: Head) -> tuple[str, ...]:
    found = dsn.ids(" ".join(_texts(head, "references")))
    return tuple(found if len(found) <= REFERENCES else found[:1] + found[-(REFERENCES - 1) :])


def _headers(head: Head, hints: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, value in head.fields:
        text = words.decode(words.raw_text(value, hints))[:HEADER_VALUE]
        found[name] = (*found.get(name, ()), text)
    return found
