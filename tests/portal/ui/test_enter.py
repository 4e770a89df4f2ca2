"""What Enter in a field of a form presses: never what removes, moves, decides or sends for good."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

from portal.ui.preview import configure, preview_environment

configure()

from portal.ui import pages, samples  # noqa: E402  Django must be configured first
from tenants.kernel import clock  # noqa: E402

# kinds of <input> in which Enter does not press the first submit button of the form
SILENT = {"hidden", "submit", "button", "image", "reset", "file", "color"}
HARMLESS = {"", "save", "restore"}  # restore: the ticked rows of the bin, which it can take back
Marks = dict[str, str | None]


@dataclass
class Shape:
    """One form: where it goes, its fields that take Enter, its submit buttons in their order."""

    action: str
    fields: list[str] = field(default_factory=list)
    buttons: list[Marks] = field(default_factory=list)


class Forms(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Shape] = []
        self.inside: Shape | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        marks = dict(attrs)
        if tag == "form":
            self.inside = Shape(marks.get("action") or "")
            self.found.append(self.inside)
        if self.inside is None:
            return
        if tag == "input" and marks.get("type", "text") not in SILENT:
            self.inside.fields.append(marks.get("name") or "")
        if tag == "button" and marks.get("type", "submit") == "submit":
            self.inside.buttons.append(marks)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None


@pytest.fixture(scope="module")
def forms() -> list[tuple[str, Shape]]:
    """(template, form) of the whole gallery, where Enter has a choice."""
    env, found = preview_environment(), []
    with clock.at(samples.NOW):
        for _name, template, context in pages.pages():
            whole = Forms(env.get_template(template).render(context)).found
            found += [(template, one) for one in whole if one.fields and len(one.buttons) > 1]
    return found


def test_the_gallery_shows_the_forms_that_matter(forms: list[tuple[str, Shape]]) -> None:
    assert {template.rpartition("/")[2] for template, _one in forms} >= {
        "approvals.html", "rule.html", "macro.html", "recurrence.html", "view_edit.html", "statuses.html",
        "queues.html", "replies.html", "categories.html", "types.html", "ai_detail.html", "field.html",
        "proposals.html", "time_entry.html", "snooze.html", "due.html", "channels.html", "day.html",
    }  # fmt: skip


def test_enter_saves_or_asks_and_does_nothing_else(forms: list[tuple[str, Shape]]) -> None:
    firsts = {(template, one.action): one.buttons[0] for template, one in forms}
    wrong = {
        where: first
        for where, first in firsts.items()
        if (first.get("value") or "") not in HARMLESS or first.get("name") in ("usual", "only", "again")
    }
    assert wrong == {}


def test_what_enter_presses_is_neither_seen_nor_reached(forms: list[tuple[str, Shape]]) -> None:
    hidden = [one.buttons[0] for _template, one in forms if "aria-hidden" in one.buttons[0]]
    assert len(hidden) > 10
    assert all((one["class"], one["tabindex"]) == ("sr-only", "-1") for one in hidden)
