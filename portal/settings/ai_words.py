"""How people call the values that triage keeps."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from core.desk import selectors as desk


def said_as(field: str) -> Callable[[str], str]:
    """How people read a stored value."""
    names = {row.key: row.name for row in desk.categories()} if field == "category" else {}
    names |= {row.key: row.label for row in desk.fields(hidden=True)} if field == "details" else {}
    yes_no = {"spam": (_("Spam"), _("Not spam")), "thanks": (_("Thanks only"), _("More than thanks"))}
    yes, no = yes_no.get(field, (_("Advised"), _("Not needed")))
    plain = {"yes": yes, "no": no, "other": _("Other")}

    def word(value: str) -> str:
        if field in ("tags", "language"):
            return value
        return names.get(value) or plain.get(value) or value.replace("_", " ").capitalize()

    return word
