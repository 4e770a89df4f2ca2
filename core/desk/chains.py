"""Who is asked for approval, step by step: the plan as plain JSON, checked once, and the plans kept ready.

`[{"need": "all", "hours": 48, "asked": ["user:5", "lead"]}, {"need": "any", "hours": 0, "asked": ["team:2",
"mail:boss@parts.example"]}]`. The steps are taken one after the other. need: everybody's word, or that of the
first who says yes. hours: how long they have; 0: as long as they want.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.desk.models import ApprovalChain
from core.desk.refusals import NoSuchChain
from tenants.kernel.errors import Invalid
from tenants.kernel.text import storable

ALL, ANY = "all", "any"
USER, TEAM, MAIL = "user:", "team:", "mail:"  # before an id, or an address
ASSIGNEE, LEAD = "assignee", "lead"
WORDS = {ASSIGNEE: gettext_lazy("Whoever holds it"), LEAD: gettext_lazy("Who leads its team")}
NEEDS = {ALL: gettext_lazy("all of them"), ANY: gettext_lazy("one of them")}
MOST_STEPS = 8
MOST_ASKED = 20  # of one step
LONGEST_WAIT = 720  # hours: what a link in a letter lives
PARTS = {"need", "hours", "asked"}


class BadPlan(Invalid):
    """data: step (from 1; 0: the list itself), what (sentence)."""

    code = "approval.bad_plan"
    sentence = "The steps of an approval are not right: {what}"


def kept() -> QuerySet[ApprovalChain]:
    """By name."""
    return ApprovalChain.objects.order_by("name", "pk")


def kept_one(pk: int) -> ApprovalChain:
    """Raises NoSuchChain."""
    row = kept().filter(pk=pk).first()
    if row is None:
        raise NoSuchChain
    return row


def read(raw: Any) -> list[dict[str, Any]]:
    """The plan as it is kept. Raises BadPlan at the first that is wrong."""
    if not isinstance(raw, list | tuple) or not raw:
        raise BadPlan(step=0, what=_("say who is asked."))
    if len(raw) > MOST_STEPS:
        raise BadPlan(step=0, what=_("there are more than 8 steps."))
    return [_step(one, number) for number, one in enumerate(raw, start=1)]


def _step(raw: Any, number: int) -> dict[str, Any]:
    if not isinstance(raw, Mapping) or {str(name) for name in raw} - PARTS:
        raise BadPlan(step=number, what=_("a step is {“need”: …, “hours”: …, “asked”: […]}."))
    need, given = raw.get("need", ALL), raw.get("asked")
    if need not in NEEDS:
        raise BadPlan(step=number, what=_("“need” is “all” or “any”."))
    if not isinstance(given, list | tuple) or not given:
        raise BadPlan(step=number, what=_("step %(step)d asks nobody.") % {"step": number})
    asked = list(dict.fromkeys(_key(one, number) for one in given))
    if len(asked) > MOST_ASKED:
        raise BadPlan(step=number, what=_("a step asks 20 at most."))
    return {"need": need, "hours": _hours(raw.get("hours", 0), number), "asked": asked}


def _key(raw: Any, number: int) -> str:
    key = storable(raw).strip() if isinstance(raw, str) else ""
    if key in WORDS:
        return key
    for kind in (USER, TEAM):
        rest = key.removeprefix(kind)
        if rest != key and rest.isascii() and rest.isdecimal() and len(rest) < 10:
            return f"{kind}{int(rest)}"
    if key.startswith(MAIL):
        return MAIL + _address(key.removeprefix(MAIL), number)
    raise BadPlan(step=number, what=_("there is nobody like “%(name)s” to ask.") % {"name": key[:60]})


def _address(raw: str, number: int) -> str:
    address = raw.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise BadPlan(
            step=number, what=_("“%(name)s” is no address mail can be sent to.") % {"name": address[:60]}
        ) from None
    return address


def _hours(raw: Any, number: int) -> int:
    text = str(raw if raw not in (None, "") else 0).strip()
    if isinstance(raw, bool) or not (text.isascii() and text.isdecimal()) or len(text) > 4:
        raise BadPlan(step=number, what=_("give the time to decide in whole hours."))
    if int(text) > LONGEST_WAIT:
        raise BadPlan(step=number, what=_("720 hours at most."))
    return int(text)
