"""Who may do what: permission names of the whole product, system roles, times of sign-in.

Pure facts and yes/no; no queries. An app uses the names it checks; a role holds names only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tenants.kernel import reach
from tenants.kernel.actor import Actor

PERMISSIONS: dict[str, str] = {
    "tickets.view": "See tickets and what was said in them.",
    "tickets.create": "Open a ticket for a customer.",
    "tickets.reply": "Answer customers.",
    "tickets.read_notes": "Read internal notes and side conversations.",
    "tickets.note": "Write internal notes.",
    "tickets.change": "Change subject, status, priority, category and tags.",
    "tickets.assign": "Give a ticket to a colleague, a team or another queue.",
    "tickets.delete": "Move tickets to the bin.",
    "tasks.view": "See tasks of colleagues, and what is said about them.",
    "tasks.change": "Open and change tasks.",
    "tasks.delete": "Delete tasks for good.",
    "time.track": "Count one's own time on tickets and tasks.",
    "time.view": "See the time of colleagues, and which timers run.",
    "contacts.view": "See customers and companies.",
    "contacts.change": "Change customers and companies.",
    "knowledge.view": "Read all articles, drafts too.",
    "knowledge.write": "Write and change articles.",
    "knowledge.publish": "Publish and withdraw articles.",
    "ai.view": "See what the AI found and why.",
    "ai.correct": "Correct the AI, accept and reject its suggestions.",
    "ai.policy": "Decide what the AI may do.",
    "desk.manage": "Change queues, teams, categories, statuses and tags.",
    "people.view": "See colleagues.",
    "people.manage": "Invite, change and deactivate colleagues.",
    "roles.manage": "Change what roles may do.",
    "mail.manage": "Change mailboxes and addresses.",
    "mail.quarantine": "See and release mail that was held back.",
    "audit.view": "Read the record of who did what.",
    "billing.manage": "See and change plan, invoices and payment.",
    "organization.manage": "Change name, branding and rules of the organization.",
    "organization.export": "Take all data of the organization along.",
    "domains.manage": "Add, verify and remove domains of the organization.",
    "reports.view": "See figures of the whole organization.",
    "portal.tickets": "See and write own requests in the help centre.",
}
VIEW_PEOPLE, MANAGE_PEOPLE, VIEW_AUDIT = "people.view", "people.manage", "audit.view"
MANAGE_ROLES = "roles.manage"
MANAGE_ORGANIZATION, MANAGE_DOMAINS = "organization.manage", "domains.manage"

OWNER, SERVICE = "owner", "service"
_LIGHT = frozenset(
    {"tickets.view", "tickets.read_notes", "tickets.note", "tasks.view", "time.track"}
    | {"contacts.view", "knowledge.view", "people.view"}
)
_AGENT = _LIGHT | {
    "tickets.create",
    "tickets.reply",
    "tickets.change",
    "tickets.assign",
    "tasks.change",
    "contacts.change",
    "knowledge.write",
    "ai.view",
    "ai.correct",
}
_LEAD = _AGENT | {"tasks.delete", "time.view", "knowledge.publish", "mail.quarantine", "reports.view"}
_OWNER = frozenset(PERMISSIONS) - {"portal.tickets"}
_SERVICE = frozenset(
    {"tickets.view", "tickets.create", "tickets.read_notes", "tickets.note"}
    | {"tasks.view", "tasks.change"}
    | {"contacts.view", "contacts.change"}
)
# Permission -> others that it is of no use without.
IMPLIED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (name for name in PERMISSIONS if name.startswith(("tickets.", "ai."))), ("tickets.view",)
    ),
    "tickets.note": ("tickets.view", "tickets.read_notes"),
    "tickets.delete": ("tickets.view", "tickets.change"),
    "tasks.change": ("tasks.view",),
    "tasks.delete": ("tasks.view", "tasks.change"),
    "time.view": ("time.track",),
    "contacts.change": ("contacts.view",),
    "knowledge.write": ("knowledge.view",),
    "knowledge.publish": ("knowledge.view", "knowledge.write"),
    "people.manage": ("people.view",),
    "roles.manage": ("people.view", "people.manage"),
    "ai.correct": ("tickets.view", "ai.view"),
}


@dataclass(frozen=True)
class SystemRole:
    key: str
    name: str
    permissions: frozenset[str]
    takes_seat: bool = True
    requires_mfa: bool = False


SYSTEM_ROLES = (
    SystemRole(OWNER, "Owner", _OWNER, requires_mfa=True),
    SystemRole("admin", "Admin", _OWNER - {"billing.manage", "domains.manage"}, requires_mfa=True),
    SystemRole("lead", "Team lead", _LEAD),
    SystemRole("agent", "Agent", _AGENT),
    SystemRole("light", "Light agent", _LIGHT, takes_seat=False),
    SystemRole(SERVICE, "Service account", _SERVICE, takes_seat=False),
)

LOCK = timedelta(minutes=15)  # after settings.PASSWORD_LOCK_AFTER failures, doubled with each further one
LONGEST_LOCK = timedelta(hours=24)
AVATAR_LIMIT = 2**20  # bytes
START_PAGES = ("home", "inbox", "overview", "activity")  # where one may begin; the first one unless chosen
IDLE = timedelta(hours=12)  # a browser session of the desk ends after so long without a click
STEP_LIFE = timedelta(minutes=10)  # between password and code
RESET_LIFE = timedelta(hours=1)
INVITATION_LIFE = timedelta(days=7)
WELCOME_LIFE = timedelta(hours=24)  # as tenants.services.signup signs it
MFA_GRACE = timedelta(days=7)
BACKUP_CODES = 10


def lock_after(failures: int, allowed: int) -> timedelta | None:
    """How long so many failures in a row close an account; None below the limit.

    allowed 10: the 10th failure closes it for 15 min, the 11th for 30 min, at most 24 h.
    """
    if failures < allowed:
        return None
    return min(LOCK * int(2 ** min(failures - allowed, 10)), LONGEST_LOCK)


def may_give(by: Actor, permissions: Collection[str], *bounds: Mapping[str, Any]) -> bool:
    """Nobody hands out, or takes away, more than they hold: an admin makes no owner and unmakes none, and who
    is bound to queues opens no others to anybody (bounds: levels of the role, and of the person).
    """
    return all(by.holds(name) for name in permissions) and reach.covers(by.reach, reach.read(*bounds))


def with_implied(permissions: Collection[str]) -> frozenset[str]:
    """Nobody answers what they cannot read: the names, with those that they need."""
    found = set(permissions)
    while more := {need for name in found for need in IMPLIED.get(name, ())} - found:
        found |= more
    return frozenset(found)


def takes_seat(permissions: Collection[str]) -> bool:
    """Who only reads and writes notes is not billed."""
    return not _LIGHT.issuperset(permissions)
