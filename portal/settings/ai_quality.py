""" "How good is it?": what people made of what triage said, in figures that open their tickets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from ai import rules, selectors
from ai.selectors import quality as figures
from ai.selectors import watched as beside
from core.tickets import selectors as tickets
from portal.agent import paths
from portal.settings import ai_beside, ai_climb, charts
from portal.settings.ai import NAMES
from portal.settings.ai_beside import HOW, READ, REPLY, WHO, share
from portal.settings.ai_words import said_as
from portal.settings.frame import actor_of, page
from portal.ui import effort
from portal.ui.times import day
from portal.ui.views import needs, page_of

PAGE = 50
OUTCOMES = {
    "sent_as_is": gettext_lazy("Sent as it was"),
    "edited": gettext_lazy("Edited and sent"),
    "discarded": gettext_lazy("Discarded"),
    "ignored": gettext_lazy("Ignored"),
    "stale": gettext_lazy("Out of date before use"),
}
PARTS = ("right", "said", "final", "how", "auto", "bin", "week")


@needs(rules.POLICY)
@require_GET
def ai_quality(request: HttpRequest) -> HttpResponse:
    """GET /settings/ai/quality/?field=&days=&model=&version=. Seven statements of its own."""
    asked = _asked(request)
    found, watched = figures.quality(asked), beside.watched(asked)
    words = said_as(asked.field)
    context = {
        "asked": asked,
        "climb": ai_climb.of(asked.field, words),
        "summary": _summary(found),
        "fields": [_field(found, name) for name in figures.JUDGED],
        "labels": [_label(found, row, words) for row in found.labels],
        "curve": charts.curve(found.bins),
        "bins": [_bin(found, row) for row in found.bins],
        "pairs": [_pair(found, row, words) for row in found.pairs],
        "weeks": [
            {"day": _monday(row["week"]), "decided": row["decided"],
             "share": share(row["right"], row["decided"]), "url": _tickets(asked, week=row["week"]),
             "right_url": _tickets(asked, week=row["week"], right="yes")}
            for row in found.weeks
        ],
        "models": [_model(found, row) for row in found.models],
        "second": ai_beside.second(asked, watched, partial(_tickets, asked)),
        "drift": [ai_beside.drift(row) for row in watched.drift],
        "contradictions": selectors.contradictions(actor_of(request)).count(),
        "replies": _replies(found),
        "saved": effort.saved(selectors.effort()),
        "versions": [_version(asked, row) for row in found.versions],
        "windows": [_window(asked, days) for days in figures.WINDOWS],
        "all_url": _here(asked, model="", version="") if asked.model or asked.version else None,
    }  # fmt: skip
    return page(request, "ai_quality", context | {"page": "ai"})


@needs(rules.POLICY)
@require_GET
def ai_quality_tickets(request: HttpRequest) -> HttpResponse:
    """The tickets behind one figure: the same question, and which part of it."""
    asked, part = _asked(request), {name: request.GET.get(name, "")[:60] for name in PARTS}
    visible, outcome = tickets.visible(actor_of(request)), request.GET.get("outcome", "")
    words, who = said_as(asked.field), request.GET.get("second", "")
    by = (request.GET.get("engine", "")[:80], request.GET.get("prompt", "")[:20])
    title, told = str(NAMES[asked.field]), ""
    rows: Any
    shown: Callable[[Any], dict[str, Any]] = partial(_row, words=words)
    read, reply = request.GET.get("read", ""), request.GET.get("reply", "")
    if read in READ:
        told, shown = str(READ[read]), partial(ai_beside.reading, words=words)
        rows = figures.readings_of(asked, is_applied=read == "applied").filter(ticket__in=visible)
    elif reply in REPLY:
        title, told, shown = str(REPLY[reply]), " · ".join(one for one in by if one), _outcome_row
        rows = figures.replies_by(asked, *by, is_used=reply == "used").filter(suggestion__ticket__in=visible)
    elif who in WHO:
        told, shown = str(WHO[who]), partial(ai_beside.row, words=words)
        rows = beside.differing(asked, who).filter(ticket__in=visible)
    elif outcome in OUTCOMES:
        title, shown = str(OUTCOMES[outcome]), _outcome_row
        rows = figures.outcomes_of(asked, outcome).filter(suggestion__ticket__in=visible)
    else:
        told, rows = _told(part, words), figures.verdicts_of(asked, part).filter(ticket__in=visible)
    found, neighbours = page_of(request, rows, PAGE)
    context = {"title": title, "told": told, "rows": [shown(row) for row in found], "back_url": _here(asked)}
    return page(request, "ai_quality_tickets", context | neighbours | {"page": "ai"})


def _asked(request: HttpRequest) -> figures.Asked:
    """What does not fit is as at the start."""
    field, days = request.GET.get("field", ""), request.GET.get("days", "")
    return figures.Asked(
        field if field in figures.JUDGED else "category",
        int(days) if days in map(str, figures.WINDOWS) else 30,
        request.GET.get("model", "")[:80],
        request.GET.get("version", "")[:20],
    )


def _query(asked: figures.Asked, more: dict[str, Any]) -> str:
    plain = {"field": asked.field, "days": asked.days, "model": asked.model, "version": asked.version} | more
    return urlencode({name: value for name, value in plain.items() if value != ""})


def _here(asked: figures.Asked, **more: Any) -> str:
    return f"{reverse('settings:ai_quality')}?{_query(asked, more)}"


def _tickets(asked: figures.Asked, **part: Any) -> str:
    return f"{reverse('settings:ai_quality_tickets')}?{_query(asked, part)}"


def _summary(found: figures.Quality) -> dict[str, Any]:
    row, asked, error = found.fields.get(found.asked.field, {}), found.asked, found.calibration_error
    decided = row.get("decided", 0)
    return {
        "decided": decided,
        "decided_url": _tickets(asked),
        "accuracy": share(row.get("right", 0), decided),
        "right_url": _tickets(asked, right="yes"),
        "closed": row.get("closed", 0),
        "closed_url": _tickets(asked, how="closed"),
        "coverage": share(found.applied, found.proposed),
        "applied": found.applied,
        "proposed": found.proposed,
        "read_days": asked.read_days if asked.read_days < asked.days else None,
        "applied_url": _tickets(asked, read="applied"),
        "read_url": _tickets(asked, read="all"),
        "override": share(row.get("undone", 0), row.get("auto", 0)),
        "undone": row.get("undone", 0),
        "undone_url": _tickets(asked, how="undone"),
        "error": None if error is None else round(100 * error, 1),
    }


def _field(found: figures.Quality, name: str) -> dict[str, Any]:
    row = found.fields.get(name, {})
    decided = row.get("decided", 0)
    return {
        "name": NAMES[name],
        "on": name == found.asked.field,
        "url": _here(found.asked, field=name),
        "decided": decided,
        "accuracy": share(row.get("right", 0), decided),
    }


def _label(found: figures.Quality, row: dict[str, Any], words: Any) -> dict[str, Any]:
    return {
        "name": words(row["said"]),
        "decided": row["decided"],
        "accuracy": share(row["right"], row["decided"]),
        "coverage": share(row["auto"], row["decided"]),
        "url": _tickets(found.asked, said=row["said"]),
        "right_url": _tickets(found.asked, said=row["said"], right="yes"),
        "auto_url": _tickets(found.asked, said=row["said"], auto="yes"),
        "wrong": row["decided"] - row["right"],
        "wrong_url": _tickets(found.asked, said=row["said"], right="no"),
    }


def _pair(found: figures.Quality, row: dict[str, Any], words: Any) -> dict[str, Any]:
    return {
        "said": words(row["said"]),
        "final": words(row["final"]) or _("not kept"),
        "number": row["number"],
        "url": _tickets(found.asked, said=row["said"], final=row["final"] or figures.NOT_KEPT, right="no"),
    }


def _window(asked: figures.Asked, days: int) -> dict[str, Any]:
    name = _("%(days)d days") % {"days": days}
    return {"name": name, "url": _here(asked, days=days), "on": days == asked.days}


def _bin(found: figures.Quality, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": f"{10 * row['bin']}–{10 * row['bin'] + 10} %",
        "decided": row["decided"],
        "sure": round(100 * row["sure"]),
        "accuracy": share(row["right"], row["decided"]),
        "url": _tickets(found.asked, bin=row["bin"]),
        "right_url": _tickets(found.asked, bin=row["bin"], right="yes"),
    }


def _model(found: figures.Quality, row: dict[str, Any]) -> dict[str, Any]:
    asked, one = found.asked, {"model": row["model"], "version": row["prompt_version"]}
    return {
        "name": _("built-in engine") if row["model"] == "local" else row["model"] or "–",
        "version": row["prompt_version"],
        "decided": row["decided"],
        "accuracy": share(row["right"], row["decided"]),
        "on": (asked.model, asked.version) == (row["model"], row["prompt_version"]),
        "url": _here(asked, **one),
        "decided_url": _tickets(asked, **one),
        "right_url": _tickets(asked, right="yes", **one),
    }


def _version(asked: figures.Asked, row: dict[str, Any]) -> dict[str, Any]:
    one = {"engine": row["model"], "prompt": row["version"]}
    return row | {
        "share": share(row["used"], row["decided"]),
        "url": _tickets(asked, reply="decided", **one),
        "used_url": _tickets(asked, reply="used", **one),
    }


def _replies(found: figures.Quality) -> list[dict[str, Any]]:
    total = sum(row["number"] for row in found.replies.values())
    return [
        {
            "name": name,
            "number": (row := found.replies.get(kind, {"number": 0, "likeness": None}))["number"],
            "share": share(row["number"], total),
            "alike": None if row["likeness"] is None or kind != "edited" else round(100 * row["likeness"]),
            "url": _tickets(found.asked, outcome=kind),
        }
        for kind, name in OUTCOMES.items()
    ]


def _told(part: dict[str, str], words: Any) -> str:
    """The figure in words: what narrows the list."""
    least = part["bin"][:1]
    told = [
        words(part["said"]) if part["said"] else "",
        _arrow(part["final"], words),
        {"yes": _("right"), "no": _("wrong")}.get(part["right"], ""),
        str(HOW.get(part["how"], "")),
        _("applied by itself") if part["auto"] == "yes" else "",
        _("confidence from %(share)d %%") % {"share": 10 * int(least)} if least.isdecimal() else "",
        _("week of %(day)s") % {"day": _monday(part["week"])} if part["week"] else "",
    ]  # fmt: skip
    return " · ".join(one for one in told if one)


def _arrow(final: str, words: Any) -> str:
    return f"→ {_('not kept') if final == figures.NOT_KEPT else words(final)}" if final else ""


def _monday(text: str) -> str:
    """'23 Nov 2026' for 2026-11-23; what is no date stays as it was asked."""
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def _row(row: Any, words: Any) -> dict[str, Any]:
    return {
        "label": row.ticket.label,
        "subject": row.ticket.subject,
        "url": paths.ticket(row.ticket.number),
        "said": words(row.said),
        "final": "" if row.is_right else words(row.final) or _("not kept"),
        "how": HOW[row.how],
        "sure": round(100 * row.confidence),
        "model": _("built-in engine") if row.model == "local" else row.model,
        "at": row.at,
    }


def _outcome_row(row: Any) -> dict[str, Any]:
    ticket, alike = row.suggestion.ticket, row.similarity
    return {
        "label": ticket.label,
        "subject": ticket.subject,
        "url": paths.ticket(ticket.number),
        "said": _("Suggested reply"),
        "final": "",
        "how": OUTCOMES[row.kind] if alike is None else f"{OUTCOMES[row.kind]} ({round(100 * alike)} %)",
        "sure": round(100 * row.suggestion.confidence),
        "model": "",
        "at": row.created_at,
    }
