"""Facts and yes/no of mail: permissions, limits, brakes, back-off, addresses. No queries here,
but for the form of ticket numbers, which a process remembers.
"""

from __future__ import annotations

import re
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from core.mail.parsing.phrases import NO_PERSON
from core.tickets.models_numbers import numbering

MANAGE = "mail.manage"
QUARANTINE = "mail.quarantine"

# In: how often a mail is tried and how long one try may take before another worker may take over.
STRIKES = 3
INBOUND_LEASE = timedelta(seconds=40)  # a hostile mail costs two parser children, 10 s of CPU each
LOOK_EVERY = timedelta(seconds=15)  # the safety net behind the wake-ups of the broker
QUIET = timedelta(seconds=60)  # no mail for so long: the net is rolled in until the next one comes
FRESH = timedelta(seconds=10)  # a mail this young is on its way by itself
LOOK_AT_ONCE = 1000  # mails woken by one look: more than a worker gets done until the next one

# What one sender may bring within an hour before the rest waits for a person.
NEW_TICKETS_AN_HOUR = 5
MESSAGES_AN_HOUR = 90

# Fetching from a mailbox elsewhere: an alarm per source, and how often a quiet one is looked into.
FETCH_ALARM = "mail.fetch"
FETCH_EVERY = timedelta(seconds=60)
FETCH_LEASE = timedelta(minutes=5)  # renewed with every mail

# Sending in the organization's own name: how often DNS is asked, and when people hear of a failing server.
SENDING_ALARM = "mail.sending"
LOOK_AGAIN = timedelta(minutes=15)  # while records are being set up
LOOK_DAILY = timedelta(days=1)
SETTING_UP = timedelta(days=3)
TELL_AFTER = 3  # failures in a row

# Out: one try, and what comes after a failed one.
TRIAGE_WAIT = timedelta(seconds=45)  # from its mail on, a confirmation waits for a look; a model needs half
LETTER_LEASE = timedelta(seconds=30)  # short, so that a letter of a killed worker is taken over soon
RENEW_EVERY = 10.0  # seconds; while a slow server takes the letter
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=30)
GIVE_UP_AFTER = timedelta(days=5)

# Automatic letters to one address. Counted in rows, so that no restart forgets them.
REPLY, FORWARD, CONFIRMATION, PORTAL_LINK = "reply", "forward", "confirmation", "portal_link"
NAMED = "named"  # to whoever a rule or a macro names
APPROVAL = "approval"  # to a third party: their word is asked for
MERGED = "merged"  # to a customer: the request goes on under another number
CARRYING = (REPLY, FORWARD)  # letters that are a message of an agent: with its files, and its time to undo
INVITATION, PASSWORD_RESET, DOMAIN, SOURCE, FLOOD, TRIAL, TEXT, DEFERRED = (
    "invitation",
    "password_reset",
    "domain",
    "source",
    "flood",
    "trial",
    "text",
    "deferred",
)
HELD_MAIL = "held_mail"
SCANNER = "scanner"
ADVICE = "advice"
AUTOMATIC = (CONFIRMATION, PORTAL_LINK, MERGED)
BRAKES = (
    ((CONFIRMATION,), timedelta(hours=1), 1),
    ((CONFIRMATION,), timedelta(days=1), 2),
    ((MERGED,), timedelta(hours=1), 3),
    (AUTOMATIC, timedelta(minutes=10), 10),
    (AUTOMATIC, timedelta(days=1), 40),
)

HOST = re.compile(r"^(?=.{1,253}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?$")  # of a server somebody names
LONGEST_LOCAL_PART = 64  # RFC 5321; a reply address with its token must stay below
REFERENCES_LOOKED_AT = 20  # Message-IDs of one mail we search for
REFERENCES_SENT = 10
FILES_PER_MAIL = 50  # what lies beyond stays in the raw mail

FORGED = "dmarc=fail"  # how the step `alignment` begins for a sender our edge does not believe
UNPROVED = "not proved to be from there"  # stands in it where SPF or DKIM failed and neither passed
MACHINES = ("auto_reply", "bulk", "bounce")  # how `automatic` begins when no person was writing
VOUCHED = "a rule takes it as a person's"

STOP = "stop-"  # begins the plus part of the address that ends automatic mail
_PLUS = re.compile(r"\+[^@]*(?=@)")
_ANSWERED = re.compile(r"^\s*(?:re|aw|antw|sv|rép|r)\s*:", re.IGNORECASE)
_FORWARDED = re.compile(r"^\s*(?:fwd?|wg|tr|rv|enc)\s*:", re.IGNORECASE)


def plain_address(address: str) -> str:
    """Lower case, without the plus part: "Support+x@Acme.example" -> "support@acme.example"."""
    return _PLUS.sub("", address.strip().lower(), count=1)


def plus_part(address: str) -> str:
    """What stands between the plus sign and the @, "" without one."""
    local = address.strip().lower().rpartition("@")[0]
    return local.partition("+")[2]


def with_plus(address: str, token: str) -> str:
    """The address with a plus part; without it when the local part would grow too long."""
    local, _, domain = address.rpartition("@")
    longer = f"{local}+{token}"
    return f"{longer}@{domain}" if token and len(longer) <= LONGEST_LOCAL_PART else address


def is_reachable(address: str) -> bool:
    """Could a person read there? Lists of machines and broken addresses are nobody to write to."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return not NO_PERSON.search(address.partition("@")[0])


def is_doubtful(trace: list[dict[str, str]], strictly: bool = False) -> bool:
    """Did the steps say that the sender is forged, or that a machine wrote it and no rule vouches for it?

    strictly: or that it is not proved to be from there.
    """
    said = {line.get("step"): line.get("says", "") for line in trace}
    automatic = said.get("automatic", "")
    is_machine = automatic.startswith(MACHINES) and not automatic.endswith(VOUCHED)
    alignment = said.get("alignment", "")
    return is_machine or alignment.startswith(FORGED) or (strictly and UNPROVED in alignment)


def is_platform_address(address: str) -> bool:
    """Does it end in the installation's own domain, which no organization's server may speak for?"""
    domain = address.rpartition("@")[2].lower()
    return domain == settings.PLATFORM_DOMAIN or domain.endswith(f".{settings.PLATFORM_DOMAIN}")


def number_in(subject: str) -> int | None:
    """42 from "Re: Printer [T-0042]"."""
    found = numbering().in_subject.search(subject)
    return int(found.group(1)) if found else None


def reply_subject(subject: str, label: str) -> str:
    """ "Re: Printer [T-0042]", whatever the ticket's subject already carries."""
    bare = bare_subject(subject)
    return f"{bare if _ANSWERED.match(bare) else f'Re: {bare}'} [{label}]"


def bare_subject(subject: str) -> str:
    """Without our number: "Re: Printer" of "Re: Printer [T-0042]"."""
    return numbering().in_subject.sub("", subject).strip()


def forward_subject(subject: str) -> str:
    """ "Fwd: Printer", without our number: it is none of a third party's business."""
    bare = bare_subject(subject)
    return bare if _FORWARDED.match(bare) else f"Fwd: {bare}"


def aside_subject(subject: str) -> str:
    """ "Re: Fwd: Printer"."""
    return subject if _ANSWERED.match(subject) else f"Re: {subject}"


def wait_after(attempts: int) -> timedelta:
    """How long a letter rests after so many failed tries: 1, 2, 4 ... 30 minutes."""
    return min(FIRST_WAIT * 2 ** min(max(attempts - 1, 0), 10), LONGEST_WAIT)
