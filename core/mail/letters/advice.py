"""Letters to those who set policies of triage: a field that stepped back, a budget, an odd week."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from core.mail.letters.staff import Colleague, plain
from core.mail.models import Letter
from core.mail.rules import ADVICE
from tenants import context

ADVICE_PAGE = "/settings/ai/"  # settings:ai; a test keeps them in step
QUALITY_PAGE = "/settings/ai/quality/"  # settings:ai_quality; likewise


def stepped_back(field: str, why: str, person: Colleague) -> Letter:
    """A field of triage only suggests again. field: its name, as "category"."""
    with translation.override(context.current_tenant().language):
        subject = _("Triage no longer sets “%(field)s” by itself") % {"field": field}
        text = _(
            "%(why)s So that no more wrong values are set, “%(field)s” is only suggested from now on, and "
            "people decide. Nothing else has changed. The page below shows what went wrong; there it can be "
            "allowed again once its figures are good enough."
        ) % {"why": why, "field": field}
        return plain(ADVICE, person, subject, text, ADVICE_PAGE, _("Look at the figures"))


def advice_spent(what: str, is_spent: bool, person: Colleague) -> Letter:
    """What may be spent on models runs out, or has run out. what: as "10.00 USD a day"."""
    with translation.override(context.current_tenant().language):
        if is_spent:
            subject, said = _("AI: %(what)s are used up"), _("%(what)s of AI are used up.")
        else:
            subject, said = _("AI: 80 %% of %(what)s are used"), _("80 %% of %(what)s of AI are used.")
        so = _(
            "When nothing is left the built-in engine reads every message, so none waits. "
            "The page below shows what it was used for."
        )
        text = f"{said % {'what': what}} {so}"
        return plain(ADVICE, person, subject % {"what": what}, text, ADVICE_PAGE, _("Look at the figures"))


def advice_drift(lines: list[str], person: Colleague) -> Letter:
    """What triage is measured by changed within a week. lines: a sentence for each figure."""
    with translation.override(context.current_tenant().language):
        subject = _("Triage: last week was different")
        so = _(
            "That may be a new product, a new kind of customer or a model that has changed. Nothing was "
            "switched off; fields that are wrong too often step back by themselves."
        )
        text = "\n\n".join([" ".join(lines), so])
        return plain(ADVICE, person, subject, text, QUALITY_PAGE, _("Look at the figures"))
