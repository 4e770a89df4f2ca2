"""Pages of the preview about saved views: the list of them, and the editor in every state worth looking at."""

from __future__ import annotations

from collections.abc import Iterator

from portal.ui import samples as s
from portal.ui.samples import Context, Page

FIELDS = [("assignee", "Assignee"), ("due", "Due"), ("priority", "Priority"), ("subject", "Subject"), ("tags", "Tags"), ("urgency", "Urgency")]
LEVELS = [("urgent", "Urgent"), ("high", "High"), ("medium", "Medium"), ("low", "Low")]
MANY = [(str(i), name) for i, name in enumerate([*s.PEOPLE, *(f"{name} the Second" for name in s.PEOPLE)])]
ONE_OF = [("is", "is"), ("is_not", "is not")]


def row(field: str = "", op: str = "is", value: list[str] | None = None, **more: object) -> Context:
    """One condition; without a field an empty one."""
    shown = {"field": field, "label": dict(FIELDS).get(field, ""), "op": op, "value": value or [], "control": "none", "ways": ONE_OF if field else [], "picks": []}
    return shown | more


def editor(groups: list[Context], **more: object) -> Context:
    """What view_edit.html takes."""
    found = [{"label": f"T-{42 + i:04d}", "subject": s.SUBJECTS[i], "url": "#", "status": s.STATUSES[i % 4]} for i in range(5)]
    return s.shell(section="") | {
        "view_row": {"key": "late", "name": "Late and angry"}, "rest": [], "rest_query": "", "fields": FIELDS, "action": "#", "most_rows": 20, "most_groups": 5,
        "form": {"data": {"name": "Late and angry", "order": "urgency", "whose": "me"}, "errors": {}}, "asked": {"joint": "all", "groups": groups, "raw": ""},
        "layouts": [("list", "List"), ("board", "Board")], "orders": [("urgency", "Most urgent"), ("newest", "Newest")], "whose": [("me", "Only me"), ("all", "Everybody"), ("team:1", "Team Support")],
        "preview": {"count": 43, "is_floor": False, "rows": found}, **more,
    }


def saved_views() -> Iterator[Page]:
    """The list and the editor."""
    base = "portal/agent/"
    listed = [{"key": str(i), "name": name, "who": who, "is_mine": who == "Only me"} for i, (name, who) in enumerate((("Late and angry", "Only me"), ("Breaching in 1 h", "Everybody"), ("Refunds", "Team Billing"), ("A name that is longer than anybody would ever write it, to the very end", "Role Agent")))]
    yield "views", f"{base}views.html", s.shell(section="") | {"views": listed, "order": listed}
    yield "views-0", f"{base}views.html", s.shell(section="") | {"views": []}
    filled = {"joint": "all", "rows": [
        row("priority", "is", ["high", "urgent"], control="picks", picks=LEVELS),
        row("due", "next", ["2h"], control="span", ways=[("next", "comes within"), ("past", "is over")]),
        row("urgency", "above", ["60"], control="number", ways=[("above", "is above")]),
        row(),
    ]}
    other = {"joint": "any", "rows": [row("assignee", "empty", control="none", ways=[("empty", "is empty")]), row("assignee", "is", ["2", "5"], control="picks", picks=MANY)]}
    yield "view-edit", f"{base}view_edit.html", editor([filled, other], rest=[{"key": "queue", "words": "Billing"}])
    new = {"view_row": None, "form": {"data": {"name": "", "order": "urgency", "whose": "me"}, "errors": {}}, "preview": {"count": 1000, "is_floor": True, "rows": []}}
    yield "view-new", f"{base}view_edit.html", editor([{"joint": "all", "rows": [row()]}], **new)
    wrong = {"wrong": "A condition is not right (all.0): give a span of time such as 90m, 12h or 3d, ten years at most."}
    yield "view-wrong", f"{base}view_edit.html", editor([filled], preview=wrong, form={"data": {"name": "", "order": "urgency", "whose": "me"}, "errors": {"name": ["This field cannot be blank."]}})
    deep = '{\n "all": [\n  {"any": [{"all": []}]}\n ]\n}'
    yield "view-deep", f"{base}view_edit.html", editor([], asked={"joint": "all", "groups": [], "raw": deep})
