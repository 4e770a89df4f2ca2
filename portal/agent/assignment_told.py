"""Why is it mine? Why did nobody get it? In words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from core.assignment import selectors
from core.assignment.rules import NO, VIEW
from core.tickets import selectors as tickets
from portal.ui.views import fragment, needs
from portal.ui.words import language_name

if TYPE_CHECKING:
    from core.assignment.models import Handing

ICONS = {"given": "user-plus", "opened": "user", "idle": "undo-2", "away": "undo-2"}


@needs(VIEW)
@require_GET
def assignment_told(request: HttpRequest, number: int) -> HttpResponse:
    """GET /desk/tickets/N/assignment/: the dialog that tells who was given it, and why; or why nobody."""
    row = tickets.ticket_for(request.actor, number)  # type: ignore[attr-defined]
    found = selectors.trace(row)
    context = {
        "ticket": {"number": row.number, "label": row.label},
        "lines": [{"icon": ICONS[one.kind], "at": one.at, "text": told(one)} for one in found.lines],
        "is_off": not found.policy.is_on,
        "waits": found.waits,
        "is_held": row.assignee_id is not None,
        "people": [
            {"name": who.name, "able": not why, "why": NO[why] if why else _("could be given it now")}
            for who, why in sorted(found.people, key=lambda pair: bool(pair[1]))
        ],
    }
    return fragment(request, "portal/agent/_assignment_told.html", context)


def told(one: Handing) -> str:
    """A sentence or two about what was done by itself."""
    name = one.user.name
    if one.kind == "opened":
        return _("%(name)s opened it while nobody held it.") % {"name": name}
    if one.kind == "idle":
        return _("Taken back from %(name)s: nothing was done about it for %(minutes)s minutes.") % {
            "name": name,
            "minutes": one.told.get("minutes", "?"),
        }
    if one.kind == "away":
        return _("Taken back from %(name)s, who was away.") % {"name": name}
    return " ".join([_("Given to %(name)s.") % {"name": name}, *_reasons(one.told)])


def _reasons(facts: dict[str, Any]) -> list[str]:
    number = facts.get("of", 1)
    if number == 1:
        said = [_("Nobody else could take it then.")]
    else:
        count = {"num": number, "load": facts.get("load", 0), "capacity": facts.get("capacity", 0)}
        said = [
            ngettext("Of %(num)d person", "Of %(num)d people", number) % count
            + " "
            + (
                _("who could take it then, they held the least (%(load)d of %(capacity)d).") % count
                if facts.get("mode") == "balanced"
                else _("who could take it then, it was their turn.")
            )
        ]
    if code := facts.get("language"):
        said.append(_("They speak %(language)s.") % {"language": language_name(code)})
    if skills := facts.get("skills"):
        said.append(_("They have the skills it asks for: %(names)s.") % {"names": ", ".join(skills)})
    return said
