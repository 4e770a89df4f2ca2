"""A macro as a form and back. Its actions are edited as those of rules are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.automation.actions.words import canned
from portal.agent.macros import does, name_of
from portal.agent.offers import Offers
from portal.settings import rule_form
from portal.settings.rule_form import Deed
from portal.ui.forms import Form

if TYPE_CHECKING:
    from core.automation.models import Macro

TEXTS = ("name", "description", "canned", "draft", "then", "whose")
SENDS = frozenset({"reply"})  # a macro's words wait in the composer


@dataclass
class Typed:
    form: Form
    deeds: list[Deed]


def typed(row: Macro | None) -> Typed:
    if row is None:
        empty = dict.fromkeys(TEXTS, "") | {"then": "stay", "whose": "me"}
        return Typed(Form({**empty, "is_active": True}), [Deed()])
    is_canned = row.draft.startswith("canned:")
    data: dict[str, Any] = {
        "name": row.name,
        "description": row.description,
        "canned": row.draft if is_canned else "",
        "draft": "" if is_canned else row.draft,
        "then": row.then,
        "whose": whose(row),
        "is_active": row.is_active,
    }
    return Typed(Form(data), rule_form.deeds_of(row.actions))


def sent(request: HttpRequest) -> Typed:
    form = Form.of(request, *TEXTS)
    form.data |= {"is_active": "is_active" in request.POST, "actions": ""}
    return Typed(form, rule_form.sent_deeds(request.POST))


def changed(typed: Typed, do: str) -> Typed:
    typed.deeds = rule_form.changed_deeds(typed.deeds, do)
    return typed


def values(typed: Typed, by_id: int | None) -> dict[str, Any]:
    """What services.save_macro takes."""
    form = typed.form
    kind, _colon, place = form["whose"].partition(":")
    number = int(place) if place.isdecimal() and len(place) < 10 else None
    return {
        "name": form["name"],
        "description": form["description"],
        "draft": form["canned"] or form["draft"],
        "then": form["then"],
        "is_active": bool(form.data["is_active"]),
        "actions": [rule_form.plain(deed) for deed in typed.deeds if deed.do],
        "owner_id": by_id if kind == "me" else None,
        "team_id": number if kind == "team" else None,
        "role_id": number if kind == "role" else None,
    }


def known_deeds() -> list[tuple[str, str]]:
    return [one for one in rule_form.known_deeds() if one[0] not in SENDS]


def canned_replies() -> list[tuple[str, str]]:
    return [("", _("In these words:")), *((key, str(title)) for key, title in canned())]


def whose(row: Macro) -> str:
    if row.owner_id:
        return "me"
    if row.team_id:
        return f"team:{row.team_id}"
    return f"role:{row.role_id}" if row.role_id else "all"


def shown(row: Macro, offers: Offers) -> dict[str, Any]:
    """One line of the list."""
    shared = row.team.name if row.team else row.role.name if row.role else _("Everybody")
    return {
        "id": row.pk,
        "name": name_of(row),
        "does": does(row, offers),
        "whose": _("Only you") if row.owner_id else shared,
        "is_on": row.is_active,
    }
