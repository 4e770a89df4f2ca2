"""What the mail texts are: when each is sent, what it can and must say, and how it was worded first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.desk.rules import languages_to_try, variables
from core.desk.starter.faults import FAULTS, LONG, NEEDED, NO_BODY, NO_SUBJECT, UNKNOWN
from core.desk.starter.mail_texts import MAIL_TEXTS
from core.desk.starter.mail_texts_fr_es import MAIL_TEXTS_FR_ES

LONGEST_BODY = 10_000


@dataclass(frozen=True, slots=True)
class Kind:
    """must: variables without which the mail is of no use. has_subject: False where the ticket's is taken."""

    key: str
    name: Any
    when: Any
    must: frozenset[str] = frozenset({"link"})
    has_subject: bool = True


KINDS = {
    one.key: one
    for one in (
        Kind("ticket_received", _("Request received"), _("To customers who open a request."),
             must=frozenset()),
        Kind("ticket_received_away", _("Request received, closed now"),
             _("Instead of it, outside of opening hours.")),
        Kind("request_merged", _("Request merged"),
             _("To customers whose request goes on under the number of another one."),
             must=frozenset({"number", "link"})),
        Kind("agent_reply", _("Reply"), _("Around what an agent answers."), must=frozenset({"body"}),
             has_subject=False),
        Kind("portal_link", _("Sign-in link"), _("To customers who want to sign in to the help centre.")),
        Kind("agent_invitation", _("Invitation"), _("To colleagues who are invited.")),
        Kind("password_reset", _("New password"), _("To colleagues who forgot theirs.")),
    )
}  # fmt: skip
MEANINGS = {
    "customer": _("First name of the customer; empty when it is not known"),
    "organization": _("Name of your organization"),
    "number": _("Number of the request"),
    "merged": _("Number that the request had so far"),
    "subject": _("Subject of the request; in confirmations our own words, never a stranger's"),
    "reply_time": _("How long an answer usually takes, by the calendar of the queue"),
    "next_opening": _("When somebody is back, by the calendar of the queue"),
    "articles": _("Articles that may help; empty when there are none"),
    "link": _("Where the reader goes on; the mail has a button for it, too"),
    "agent": _("Signature or name of the colleague"),
    "body": _("What the agent wrote"),
    "inviter": _("Who invites"),
    "role": _("Role of the invited colleague"),
    "minutes": _("How long the link works, in minutes"),
    "days": _("How long the invitation works, in days"),
}


@cache
def _first() -> dict[tuple[str, str], tuple[str, str]]:
    return {
        (key, language): (subject, body) for key, language, subject, body in (*MAIL_TEXTS, *MAIL_TEXTS_FR_ES)
    }


def first_wording(key: str, language: str) -> tuple[str, str] | None:
    """(subject, body) that an organization begins with in this language; None where it has none."""
    return _first().get((key, language))


def nearest_wording(key: str, language: str, own: str) -> tuple[str, str]:
    """The same in the nearest language that has one; English has all."""
    found = (first_wording(key, one) for one in languages_to_try(language, own))
    return next((each for each in found if each), ("{{ organization }}", "{{ link }}"))


@cache
def known(key: str) -> frozenset[str]:
    """The variables of a mail: what its first wording says."""
    subject, body = _first()[key, "en"]
    return frozenset(variables(subject) | variables(body))


def fault(key: str, subject: str, body: str, language: str = "") -> tuple[str, str]:
    """(field, sentence) of the first thing that keeps a text from being sent; ("", "") when it is fine.

    language: the sentence's, of who shall mend it; "": the one that is active.
    """
    field, why, values = _fault(key, subject, body)
    if not why:
        return "", ""
    wanted = languages_to_try(language or translation.get_language() or "", "")
    sentences = next(FAULTS[one] for one in wanted if one in FAULTS)
    return field, sentences[why].format(**values)


def _fault(key: str, subject: str, body: str) -> tuple[str, str, dict[str, Any]]:
    """(field, code of FAULTS, what its sentence names)."""
    kind = KINDS[key]
    for field, text in (("subject", subject), ("body", body)):
        if unknown := sorted(variables(text) - known(key)):
            return field, UNKNOWN, {"name": f"{{{{ {unknown[0]} }}}}", "names": ", ".join(sorted(known(key)))}
    for name in sorted(kind.must):
        if name not in variables(body):
            return "body", NEEDED, {"name": f"{{{{ {name} }}}}"}
    if not body.strip():
        return "body", NO_BODY, {}
    if kind.has_subject and not subject.strip():
        return "subject", NO_SUBJECT, {}
    if len(body) > LONGEST_BODY:
        return "body", LONG, {"limit": LONGEST_BODY}
    return "", "", {}
