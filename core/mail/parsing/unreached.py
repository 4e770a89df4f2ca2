"""Whom a mail did not reach, read from a mail server's prose when no report says so."""
# ruff: noqa: E501 - lists of phrases

import re
from collections.abc import Iterator

from core.mail.parsing.addresses import mailbox
from core.mail.parsing.failures import FAILURE_TEXT

TEXT = 20_000  # characters looked at
NEAR = 400  # characters after the words that tell of the failure
COPY = re.compile(
    r"^.{0,40}(?:original message (?:follows|headers|details|attached)|below this line|returned (?:mail|message)(?: follows)?"
    r"\W*$|copy of (?:the|your) (?:original )?(?:message|mail)|old message:|(?:header|first \d+ lines|first part) "
    r".{0,40}message|message reads|message you sent follows|original message as received|-{3,} ?original message)",
    re.IGNORECASE | re.MULTILINE,
)
LABELLED = re.compile(
    r"(?:recipients?|error-for|undeliver\w+ address|userid|rcpt to|addressed to(?: email address)?|smtp|"
    r"failed addresse?s?|destinataires?|empfänger|получатель)\s*[:=]?[\s\-*:'\"\[<]{0,12}"
    r"([^\s<>()\[\]\"':;,=（）：；，、。]{1,64}@[^\s<>()\[\]\"':;,（）：；，、。]{1,255})",
    re.IGNORECASE,
)
ALONE = re.compile(
    r"^(?:\s*\"[^\"\n]{1,80}\" (?=<))?[\s*\-•.\"'(\[<]{0,12}([^\s<>()\[\]\"':;,=（）：；，、。]{1,64}@[^\s<>()\[\]\"':;,（）：；，、。]{1,255})"
    r"(?:[>\])\"'.]{0,3}\s*(?:\[[^\]\n]{0,80}\]\s*)?$|[>\])\"']{0,3}\s*:|>? +on \w{3}, )",
    re.MULTILINE,
)
ANY = re.compile(
    r"(?<!mail from )(?<!mail from <)(?<!\nfrom )(?<![^\s<>()\[\]\"':;,=（）：；，、。])([^\s<>()\[\]\"':;,=（）：；，、。]{1,64}@[^\s<>()\[\]\"':;,（）：；，、。]{1,255})"
)
ADDRESSED = re.compile(r"^[>\s]{0,4}to:\s*(.{3,400})$", re.IGNORECASE | re.MULTILINE)
USER = re.compile(r":[ \t]*\n\s*([A-Za-z0-9][\w.+-]{1,63})[ \t]*(?:\n|$)")
MACHINE = re.compile(r"^(?:postmaster|mailer-daemon|abuse|support|help(?:desk)?)@", re.IGNORECASE)


def find(text: str, own: frozenset[str], domain: str = "") -> str:
    """The address that failed, "" when the prose names none.

    The surest form first: behind a label, alone in its line, near the words that tell of the failure,
    anywhere before the returned copy; at last whom the copy was addressed to. own: addresses that the
    failure report itself was sent to or came from. domain: of the mail server that speaks; it may name its
    own users without it.
    """
    text = text[:TEXT]
    copy = COPY.search(text)
    told, returned = (text[: copy.start()], text[copy.start() :]) if copy else (text, "")
    for address in (*_told(told), *_matches(ADDRESSED, returned), *_matches(ADDRESSED, told)):
        if address.lower() not in own and not MACHINE.match(address):
            return address
    failure = FAILURE_TEXT.search(told) if domain else None
    user = USER.search(told, failure.end(), failure.end() + NEAR) if failure else None
    return f"{user.group(1)}@{domain}" if user else ""


def _told(told: str) -> Iterator[str]:
    yield from _matches(ALONE, told)
    yield from _matches(LABELLED, told)
    if failure := FAILURE_TEXT.search(told):
        yield from _matches(ANY, told[failure.start() : failure.end() + NEAR])
    yield from _matches(ANY, ADDRESSED.sub("", told))


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for found in pattern.finditer(text):
        if address := mailbox(found.group(1).strip(".")):
            yield address
