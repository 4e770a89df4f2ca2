"""Pages of the preview about teams: the list, an empty one, one team, one that was refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from portal.ui import samples as s
from portal.ui.samples import Context, Page

LONG = "Returns, complaints and everything else that nobody else would like to answer"
LEFT = "Ole Larsen (has left)"


def teams(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    names = [*s.PEOPLE, LEFT]
    people = [(str(i), name, i % 3 == 0) for i, name in enumerate(names)]
    chosen: Context = {"people": people, "managers": [("", "Nobody"), *((str(i), name) for i, name in enumerate(names))]}
    listed = [{"id": i, "name": name, "description": line, "manager": lead, "members": names[:count], "more": more} for i, (name, line, lead, count, more) in enumerate((
        ("Support", "First answers to everything that comes in.", s.PEOPLE[0], 6, 5), ("Billing", "", "", 2, 0), (LONG, LONG, LONG, 6, 40), ("תמיכה", "", s.PEOPLE[1], 0, 0),
    ))]
    form: Context = {"data": {}, "errors": {}}
    kept: Context = {"data": {"name": "Support", "description": "First answers to everything that comes in.", "manager": "0"}, "errors": {}}
    wrong: Context = {"data": kept["data"] | {"name": "Billing"}, "errors": {"name": ["Team with this Name already exists."], "members": ["No colleague with the number 99 works here."]}}
    yield "settings-teams", f"{base}teams.html", shell("teams") | chosen | {"teams": listed, "form": form}
    yield "settings-teams-0", f"{base}teams.html", shell("teams") | chosen | {"teams": [], "form": form}
    yield "settings-team", f"{base}team.html", shell("teams") | chosen | {"team": {"id": 1, "name": "Support"}, "form": kept}
    yield "settings-team-wrong", f"{base}team.html", shell("teams") | chosen | {"team": {"id": 1, "name": "Support"}, "form": wrong}
