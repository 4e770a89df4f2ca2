"""Failed deliveries: recognised with and without a machine-readable report, and what they say."""

import re

from core.mail.parsing import failures, phrases, unreached
from core.mail.parsing.addresses import mailbox
from core.mail.parsing.shapes import Bounce, ParsedMail, Report

TEXT = 20_000  # characters of the body looked at
FINAL = re.compile(
    rb"^(?:final|original)-recipient:\s*rfc822;\s*([^\r\n]{3,320})", re.IGNORECASE | re.MULTILINE
)
ANSWER = re.compile(r"(?:re|fwd?|aw|wg|tr|sv|vs|rv)\s*:", re.IGNORECASE)


def from_report(mail: ParsedMail) -> Bounce | None:
    """By the RFC 3464 part; None when it reports no failure and no delay."""
    failed = [report for report in mail.reports if report.action in ("failed", "delayed") or _bad(report)]
    if not failed:
        return None
    first = min(failed, key=lambda report: report.action == "delayed")
    status = first.status or _status(mail)
    hard = first.action != "delayed" and is_hard(status, first.diagnostic)
    return Bounce(original_id(mail), first.recipient or _recipient(mail), status, hard, first.diagnostic)


def from_prose(mail: ParsedMail) -> Bounce | None:
    """By sender, subject and text, for the many mail servers that never learned RFC 3464."""
    if not _tells_failure(mail):
        return None
    status = _status(mail)
    delayed = failures.DELAYED.search(f"{mail.subject}\n{mail.text[:TEXT]}") is not None
    hard = not delayed and is_hard(status, mail.text[:TEXT])
    return Bounce(original_id(mail), _recipient(mail), status, hard)


def _tells_failure(mail: ParsedMail) -> bool:
    """Cheap questions first: most mail has a person's address and ends after two of them."""
    if mail.header("x-failed-recipients"):
        return True
    subject = failures.FAILURE.search(mail.subject) is not None and not ANSWER.match(mail.subject)
    if is_daemon(mail):
        return subject or _told(mail) or _status(mail) != ""
    if mail.from_ is None and _is_nobody(mail):
        return subject or _told(mail)
    if phrases.NO_PERSON.search(mail.from_.address if mail.from_ else ""):
        return subject and _told(mail)
    # Without a machine's mark it may be a customer who pastes such a report and asks about it.
    return mail.return_path == "" and subject and (_told(mail) or _status(mail) != "")


def _is_nobody(mail: ParsedMail) -> bool:
    """No sender: an empty From, or none at all and no person in the return path either."""
    local = (mail.return_path or "").partition("@")[0]
    return mail.header("from") != "" or not local or failures.DAEMON.search(local) is not None


def _told(mail: ParsedMail) -> bool:
    return failures.FAILURE_TEXT.search(mail.text[:TEXT]) is not None


def is_hard(status: str, words: str) -> bool:
    """Will it fail next time too? A full mailbox (5.2.2) and policy (5.7.x) may pass."""
    if status.startswith("4.") or status in ("5.2.2", "5.3.4") or status.startswith("5.7."):
        return False
    if status.startswith("5.") and status != "5.0.0":
        return True
    if failures.FULL.search(words):
        return False
    return status == "5.0.0" or failures.GONE.search(words) is not None


def is_daemon(mail: ParsedMail) -> bool:
    """Did a mail server write this?"""
    raw = mail.header("from")
    local = (mail.from_.address.partition("@")[0] if mail.from_ else raw).strip('<> "\\')
    name = mail.from_.name if mail.from_ else raw
    return failures.DAEMON.search(local) is not None or failures.DAEMON_NAME.search(name[:200]) is not None


def original_id(mail: ParsedMail) -> str:
    """The id of the mail that failed: from its returned headers, its text, or the references."""
    if mail.original_message_id:
        return mail.original_message_id
    if found := failures.ORIGINAL_ID.search(mail.text):
        return found.group(1)
    for attached in mail.attachments:
        if attached.content_type in ("message/rfc822", "text/plain", "application/octet-stream"):
            text = attached.content[:TEXT].decode("latin-1")
            if found := failures.ORIGINAL_ID.search(text):
                return found.group(1)
    return mail.in_reply_to or (mail.references[-1] if mail.references else "")


def _bad(report: Report) -> bool:
    return report.action == "" and report.status[:1] in ("4", "5")


def _status(mail: ParsedMail) -> str:
    text = f"{mail.header('x-failed-recipients')}\n{mail.subject}\n{mail.text[:TEXT]}"
    if found := failures.STATUS.search(text):
        return found.group(1)
    if found := failures.REPLY_CODE.search(text):
        code = found.group(1)
        return {"550": "5.1.1", "551": "5.1.6", "552": "5.2.2", "553": "5.1.3"}.get(code, f"{code[0]}.0.0")
    return ""


def _recipient(mail: ParsedMail) -> str:
    if named := mailbox(mail.header("x-failed-recipients")):
        return named
    own = frozenset(address.address.lower() for address in (*mail.to, *([mail.from_] if mail.from_ else [])))
    domain = mail.from_.address.partition("@")[2] if mail.from_ and is_daemon(mail) else ""
    return unreached.find(mail.text, own, domain) or _wrapped(mail)


def _wrapped(mail: ParsedMail) -> str:
    """Gateways put the whole delivery report into a mail of their own."""
    for attached in mail.attachments:
        if attached.content_type == "message/rfc822":
            found = FINAL.search(attached.content[:TEXT])
            if found and (named := mailbox(found.group(1).decode("latin-1"))):
                return named
    return ""
