"""Pages of the preview about roles: the list, one of the product's, one's own, a person's queues."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from portal.ui.samples import Context, Page

LONG = "A role with a name that is longer than anybody would ever write it"
LEVELS = [("none", "None"), ("overview", "Overview"), ("read", "Read"), ("create", "New"), ("change", "Change"), ("full", "Full")]
MEANINGS = [("None", "Its tickets do not exist for them."), ("Overview", "Rows in lists and counts, but not what was said."), ("Read", "Read what was said, and write notes.")]


def _lane(key: str, name: str, level: str = "", words: str = "", may_skip: bool = True) -> Context:
    return {"key": key, "name": name, "help": words, "level": level, "may_skip": may_skip}


def _group(title: str, *words: str, fixed: bool = False) -> Context:
    return {"title": title, "permissions": [{"name": f"{title}.{i}", "words": one, "on": i != 1, "fixed": fixed} for i, one in enumerate(words)]}


def _role(i: int, name: str, told: str, **more: object) -> Context:
    usual = {"people": i * 3, "is_system": i < 4, "takes_seat": i != 3, "requires_mfa": i == 0, "is_bound": i > 3, "may_copy": i > 0}
    return {"key": f"r{i}", "name": name, "told": told} | usual | more


def roles(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    listed = [_role(i, *one) for i, one in enumerate((
        ("Owner", "reads tickets, answers customers, reads notes, arranges the desk, manages people"), ("Agent", "reads tickets, answers customers, reads notes"),
        ("Team lead", "reads tickets, answers customers, reads notes"), ("Light agent", "reads tickets, reads notes"), (LONG, "reads tickets, in some queues only"), ("תמיכה", "may do nothing yet"),
    ))]
    yield "settings-roles", f"{base}roles.html", shell("roles") | {"roles": listed, "may_add": True}
    yield "settings-roles-plan", f"{base}roles.html", shell("roles") | {"roles": listed[:4], "may_add": False}
    lanes = [_lane("own", "Queues of their teams", "full", "and those that no team answers"), _lane("others", "All other queues", "overview", may_skip=False), _lane("1", "Support"), _lane("2", "Billing", "none"), _lane("3", LONG, "read")]
    groups = [_group("Tickets", "See tickets and what was said in them.", "Answer customers.", "Move tickets to the bin."), _group("Customers", "See customers and companies.", "Change customers and companies."), _group("AI", "See what the AI found and why.")]
    form = {"data": {"name": "Contractors", "requires_mfa": True}, "errors": {}}
    own: Context = {
        "role": {"key": "contractors", "name": "Contractors", "is_system": False, "version": 3, "is_owner": False}, "form": form, "groups": groups, "lanes": lanes, "levels": LEVELS, "meanings": MEANINGS,
        "people": ["Ana Agent", "Ben Agent"], "people_more": True, "instead": [("agent", "Agent"), ("light", "Light agent")], "may_save": True,
    }
    yield "settings-role", f"{base}role.html", shell("roles") | own
    yield "settings-role-new", f"{base}role.html", shell("roles") | own | {"role": None}
    locked = [_group(one["title"], *(row["words"] for row in one["permissions"]), fixed=True) for one in groups]
    yield "settings-role-product", f"{base}role.html", shell("roles") | own | {"role": own["role"] | {"name": "Agent", "is_system": True}, "groups": locked, "people": []}
    yield "settings-role-above", f"{base}role.html", shell("roles") | own | {"role": own["role"] | {"name": "Owner", "is_system": True, "is_owner": True}, "groups": locked, "may_save": False}
    wrong = {"data": {"name": "", "requires_mfa": False}, "errors": {"name": ["Please fill this in."], "__all__": ["This role is held by 2. Choose another one for them."]}}
    yield "settings-role-wrong", f"{base}role.html", shell("roles") | own | {"form": wrong}
    person: Context = {"person": {"id": 4, "name": "Ana Agent", "role": "Agent", "version": 2}, "form": {"data": {}, "errors": {}}, "lanes": lanes, "levels": LEVELS, "meanings": MEANINGS}
    yield "settings-person-queues", f"{base}person_queues.html", shell("people") | person
