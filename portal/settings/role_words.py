"""Roles in the words of their pages: permissions in groups, levels of queues as rows of a matrix."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from core.accounts.rules import PERMISSIONS
from core.desk import selectors as desk
from tenants.kernel.actor import Actor
from tenants.kernel.reach import LEVELS, OTHERS, OWN

if TYPE_CHECKING:
    from core.accounts.models import Role

Context = dict[str, Any]
FIELD = "level-"
GROUPS = (  # title, what its permissions begin with
    (lazy("Tickets"), ("tickets.",)),
    (lazy("Tasks"), ("tasks.",)),
    (lazy("Time"), ("time.",)),
    (lazy("Customers"), ("contacts.",)),
    (lazy("Knowledge"), ("knowledge.",)),
    (lazy("AI"), ("ai.",)),
    (lazy("Desk and mail"), ("desk.", "mail.", "reports.")),
    (lazy("People"), ("people.", "roles.", "audit.")),
    (lazy("Organization"), ("billing.", "organization.", "domains.")),
)
NAMES = {
    "none": lazy("None"),
    "overview": lazy("Overview"),
    "read": lazy("Read"),
    "create": lazy("New"),
    "change": lazy("Change"),
    "full": lazy("Full"),
}
MEANINGS = (
    (lazy("None"), lazy("Its tickets do not exist for them.")),
    (lazy("Overview"), lazy("Rows in lists and counts, but not what was said.")),
    (lazy("Read"), lazy("Read what was said, and write notes.")),
    (lazy("New"), lazy("Open tickets here, and hand others in.")),
    (lazy("Change"), lazy("Answer, assign and change.")),
    (lazy("Full"), lazy("Everything, deleting too.")),
)


def groups(chosen: Collection[str], by: Actor, *, is_fixed: bool) -> list[Context]:
    """Permissions under their titles. What this person does not hold is not theirs to give."""
    return [
        {
            "title": str(title),
            "permissions": [
                {"name": name, "words": _(words), "on": name in chosen, "fixed": is_fixed or not by.may(name)}
                for name, words in PERMISSIONS.items()
                if name.startswith(begins) and name != "portal.tickets"
            ],
        }
        for title, begins in GROUPS
    ]


def levels() -> list[tuple[str, str]]:
    return [(key, str(words)) for key, words in NAMES.items()]


def meanings() -> list[tuple[str, str]]:
    return [(str(name), str(words)) for name, words in MEANINGS]


def lanes(kept: Mapping[str, Any], *, of_person: bool = False) -> list[Context]:
    """Rows of the matrix; the level "" goes by the rows above. of_person: by the role."""
    whole = [
        (OWN, _("Queues of their teams"), _("and those that no team answers"), True),
        (OTHERS, _("All other queues"), "", of_person),
    ]
    rows = [
        {"key": key, "name": name, "help": help_, "level": kept.get(key, "" if may_skip else "full"),
         "may_skip": may_skip}
        for key, name, help_, may_skip in whole
    ]  # fmt: skip
    queues = [(str(row.pk), row.name) for row in desk.queues()]
    named = [
        {"key": key, "name": name, "help": "", "level": kept.get(key, ""), "may_skip": True}
        for key, name in queues
    ]
    return [*rows, *named]


def sent(request: HttpRequest) -> dict[str, str]:
    """The matrix as a form sends it, without the rows that say nothing."""
    keys = (OWN, OTHERS, *(str(row.pk) for row in desk.queues()))
    given = {key: request.POST.get(f"{FIELD}{key}", "") for key in keys}
    return {key: level for key, level in given.items() if level in LEVELS}


def told(row: Role) -> str:
    """One line about what people of the role may do."""
    may = set(row.permissions)
    parts = [
        _("reads tickets") if "tickets.view" in may else "",
        _("answers customers") if "tickets.reply" in may else "",
        _("reads notes") if "tickets.read_notes" in may else "",
        _("arranges the desk") if "desk.manage" in may else "",
        _("manages people") if "people.manage" in may else "",
        _("in some queues only") if row.reach else "",
    ]
    return ", ".join(filter(None, parts)) or _("may do nothing yet")
