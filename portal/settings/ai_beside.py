"""Beside the figures of quality: the second opinion and who was right, and last week against those before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ai import rules
from ai.selectors import quality as figures
from ai.selectors import watched as beside
from ai.services.drift import sentence
from portal.agent import paths
from portal.ui.times import day

Tickets = Callable[..., str]  # the address of the tickets behind a part of the figures
HOW = {
    "confirmed": gettext_lazy("Confirmed"),
    "corrected": gettext_lazy("Corrected"),
    "undone": gettext_lazy("Changed back"),
    "closed": gettext_lazy("Stood until the end"),
}
WHO = {
    "all": gettext_lazy("The engines differed"),
    "model": gettext_lazy("The engines differed, the model was right"),
    "local": gettext_lazy("The engines differed, the built-in engine was right"),
    "neither": gettext_lazy("The engines differed, neither was right"),
    "open": gettext_lazy("The engines differed, nobody has decided"),
}

READ = {
    "all": gettext_lazy("All that was read"),
    "applied": gettext_lazy("Applied by itself"),
}
REPLY = {
    "decided": gettext_lazy("Suggested replies that were decided"),
    "used": gettext_lazy("Suggested replies that were used"),
}
YES_NO = {"True": "yes", "False": "no"}  # as results keep what verdicts call so


def share(part: int, whole: int) -> int | None:
    """Percent, cut off: 99.6 is not 100. None of nothing."""
    return 100 * part // whole if whole else None


def second(asked: figures.Asked, found: beside.Watched, tickets: Tickets) -> dict[str, Any] | None:
    """None where no second engine reads the field, or none had to."""
    if asked.field not in rules.REVIEWED or not found.read:
        return None
    decided = found.model + found.local + found.neither
    rows = [
        {"name": name, "number": getattr(found, who), "share": share(getattr(found, who), decided),
         "url": tickets(second=who)}
        for who, name in (("model", _("The model was right")), ("local", _("The built-in engine was right")),
                          ("neither", _("Neither was right")))
    ]  # fmt: skip
    rows.append(
        {"name": _("Not decided yet"), "number": found.open, "share": None,
         "url": tickets(second="open")}
    )  # fmt: skip
    return {
        "read": found.read,
        "differed": found.differed,
        "share": share(found.differed, found.read),
        "url": tickets(second="all"),
        "rows": rows,
    }


def drift(row: Any) -> dict[str, Any]:
    is_share = row.before is not None
    return {
        "name": row.get_measure_display(),
        "week": day(row.week),
        "before": f"{round(100 * row.before)} %" if is_share else "–",
        "now": f"{round(100 * row.now)} %" if is_share else f"{row.now:.2f}",
        "number": row.number,
        "alarm": sentence(row) if row.is_alarming else "",
    }


def reading(one: Any, words: Any) -> dict[str, Any]:
    """A value as it was read, whatever became of it."""
    verdict = next(iter(one.verdicts.all()), None)
    many = [one.part] if one.part else one.value if isinstance(one.value, list) else [one.value]
    said = ", ".join(words(YES_NO.get(str(value), str(value))) for value in many)
    applied = _("Applied by itself") if one.mode == "auto" else _("Not decided yet")
    return _shown(one, verdict, said or "–", words) | ({} if verdict else {"how": applied})


def row(one: Any, words: Any) -> dict[str, Any]:
    verdict = next(iter(one.verdicts.all()), None)
    other = _("the built-in engine read %(value)s") % {"value": words(one.other)}
    return _shown(one, verdict, f"{words(YES_NO.get(str(one.value), str(one.value)))}; {other}", words)


def _shown(one: Any, verdict: Any, said: str, words: Any) -> dict[str, Any]:
    return {
        "label": one.ticket.label,
        "subject": one.ticket.subject,
        "url": paths.ticket(one.ticket.number),
        "said": said,
        "final": "" if verdict is None or verdict.is_right else words(verdict.final) or _("not kept"),
        "how": HOW[verdict.how] if verdict else _("Not decided yet"),
        "sure": round(100 * one.confidence),
        "model": one.run.model or _("built-in engine"),
        "at": one.run.created_at,
    }
