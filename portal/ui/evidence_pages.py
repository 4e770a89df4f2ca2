"""Pages of the preview about what triage may do and how good it is, in every state worth looking at."""

from collections.abc import Callable, Iterator

from portal.settings import charts
from portal.ui import samples as s
from portal.ui.ai_pages import SAVED, UNSAVED
from portal.ui.samples import Context, Page, back
from portal.ui.words import language_name

CLIMB: Context = {"mode": "suggest", "missing": "", "who": "2 people have decided them.", "held": [], "stepped_back": "", "url": "#"}
ALONE = "“Refund” is not applied by itself: of 120 examples, 117 are of one person. One person counts for 40 % at most, so 5 count and 10 are needed. Have others decide it, too."


def evidence_pages(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    modes = [("auto", "Apply when sure"), ("suggest", "Suggest"), ("shadow", "Only record"), ("off", "Off")]
    limits = [
        {"name": "queues", "title": "Queues", "options": [{"value": 1, "name": "Support", "on": True}, {"value": 2, "name": "Billing", "on": False}]},
        {"name": "categories", "title": "Categories", "options": [{"value": key, "name": name, "on": False} for key, name in (("billing", "Billing"), ("privacy", "Privacy and security"), ("request", "Request"))]},
        {"name": "languages", "title": "Languages", "options": [{"value": code, "name": language_name(code), "on": code == "en"} for code in ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "ru", "tr", "ar", "zh", "ja")]},
    ]  # fmt: skip
    data = {"mode": "suggest", "floor": "85", "reviewed": "100", "precision": "90"}
    refused = {
        "data": data | {"mode": "auto"},
        "errors": {
            "__all__": [
                "“Category” cannot apply by itself yet. 38 of 100 values have been decided by people so far."
            ]
        },
    }
    few: Context = {
        "reviewed": 38,
        "min_reviewed": 100,
        "sure": 12,
        "precision": 92,
        "min_precision": 90,
        "missing": "38 of 100 values have been decided by people so far.",
    }
    states: list[tuple[str, Context, Context, Context]] = [
        ("", few, {"at": None, "why": ""}, {"data": data, "errors": {}}),
        ("-refused", few, {"at": None, "why": ""}, refused),
        ("-earned", few | {"reviewed": 412, "sure": 301, "precision": 94, "missing": ""}, {"at": None, "why": ""}, {"data": data | {"mode": "auto"}, "errors": {}}),
        ("-back", few | {"reviewed": 412, "sure": 301, "precision": 86, "missing": "86 % of the values this sure were right; 90 % are needed."}, {"at": back(300), "why": "43 of the last 50 values were right; 90 % are wanted."}, {"data": data, "errors": {}}),
    ]  # fmt: skip
    for name, evidence, stepped_back, form in states:
        field = {"key": "category", "name": "Category", "is_earned": True}
        yield (
            f"settings-ai-field{name}",
            f"{base}ai_field.html",
            shell("ai")
            | {
                "field": field,
                "evidence": evidence,
                "climb": CLIMB | {"missing": evidence["missing"], "links": False},
                "stepped_back": stepped_back,
                "modes": modes,
                "limits": limits,
                "form": form,
            },
        )
    yield from quality_pages(base, shell)


def quality_pages(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    names = (("Category", 87, 412), ("Priority", 71, 380), ("Tags", 92, 120), ("Sentiment", 96, 405), ("Language", 99, 410), ("Escalation", None, 0))
    fields = [{"name": name, "on": i == 0, "url": "#", "decided": decided, "accuracy": right} for i, (name, right, decided) in enumerate(names)]
    summary: Context = {"decided": 412, "decided_url": "#", "accuracy": 87, "right_url": "#", "closed": 96, "closed_url": "#", "coverage": 43, "applied": 310, "proposed": 721, "applied_url": "#", "read_url": "#", "override": 4, "undone": 12, "undone_url": "#", "error": 4.2}
    bins = [{"bin": i, "sure": (i + 0.55) / 10, "decided": 12 * (i - 2) ** 2, "right": int(12 * (i - 2) ** 2 * min(1, (i + 0.2) / 10))} for i in range(3, 10)]
    labels = [{"name": name, "decided": 90 - 9 * i, "accuracy": 97 - 4 * i, "coverage": 60 - 7 * i, "url": "#", "right_url": "#", "auto_url": "#", "wrong": 3 * i, "wrong_url": "#"} for i, name in enumerate(("Refund", "Invoice question", "Cannot sign in", "Something with a name that is really far too long for one line of a phone", "Performance", "Other"))]
    pairs = [{"said": "Refund", "final": "Invoice question", "number": 14, "url": "#"}, {"said": "Performance", "final": "Outage", "number": 9, "url": "#"}, {"said": "Cannot sign in", "final": "Password or MFA", "number": 4, "url": "#"}]
    weeks = [{"day": f"{day} Nov 2026", "decided": 60 + day, "share": 80 + day // 3, "url": "#", "right_url": "#"} for day in (2, 9, 16, 23)]
    models = [{"name": "gpt-4o-mini", "version": "triage-1", "decided": 300, "accuracy": 91, "on": False, "url": "#", "decided_url": "#", "right_url": "#"}, {"name": "built-in engine", "version": "local-1", "decided": 112, "accuracy": 78, "on": False, "url": "#", "decided_url": "#", "right_url": "#"}]
    replies = [{"name": name, "number": number, "share": share, "alike": 82 if name.startswith("Edited") else None, "url": "#"} for name, number, share in (("Sent as it was", 61, 40), ("Edited and sent", 48, 31), ("Discarded", 12, 7), ("Ignored", 28, 18), ("Out of date before use", 0, 0))]
    versions = [{"model": "gpt-4o-mini", "version": "draft-1", "decided": 120, "used": 94, "share": 78, "url": "#", "used_url": "#"}]
    windows = [{"name": f"{days} days", "url": "#", "on": days == 30} for days in (7, 30, 90, 365)]
    who = (("The model was right", 12, 63), ("The built-in engine was right", 5, 26), ("Neither was right", 2, 10), ("Not decided yet", 4, None))
    second = {"read": 412, "differed": 23, "share": 5, "url": "#", "rows": [{"name": name, "number": number, "share": share, "url": "#"} for name, number, share in who]}
    drift = [{"name": "What messages are about", "week": "16 Nov 2026", "before": "–", "now": "0.31", "number": 412, "alarm": "Messages are about other things than in the four weeks before (index 0.31; up to 0.2 is usual)."}, {"name": "Mean confidence", "week": "16 Nov 2026", "before": "88 %", "now": "86 %", "number": 412, "alarm": ""}]
    shown: Context = {"climb": CLIMB | {"held": [ALONE]}, "fields": fields, "summary": summary, "labels": labels, "curve": charts.curve(bins), "bins": [{"name": f"{10 * row['bin']}–{10 * row['bin'] + 10} %", "decided": row["decided"], "sure": 50, "accuracy": 100 * int(row["right"]) // int(row["decided"]), "url": "#", "right_url": "#"} for row in bins], "pairs": pairs, "weeks": weeks, "models": models, "replies": replies, "versions": versions, "windows": windows, "all_url": None, "second": second, "drift": drift, "contradictions": 3, "saved": SAVED}
    yield "settings-ai-quality", f"{base}ai_quality.html", shell("ai") | shown
    nothing = {"climb": CLIMB | {"missing": "0 of 100 values have been decided by people so far.", "who": "0 people have decided them."}, "fields": [one | {"decided": 0, "accuracy": None} for one in fields], "summary": summary | {"decided": 0}, "replies": [one | {"number": 0, "share": None, "alike": None} for one in replies], "versions": [], "all_url": "#", "second": None, "drift": [], "contradictions": 0, "saved": UNSAVED}
    yield "settings-ai-quality-0", f"{base}ai_quality.html", shell("ai") | shown | nothing
    rows = [{"label": f"T-00{40 + i}", "subject": s.SUBJECTS[i], "url": "#", "said": "Refund", "final": "" if i % 2 else "Invoice question", "how": "Confirmed" if i % 2 else "Corrected", "sure": 93 - i, "model": "gpt-4o-mini", "at": back(i * 700)} for i in range(4)]
    for name, some in (("", rows), ("-0", [])):
        yield f"settings-ai-quality-tickets{name}", f"{base}ai_quality_tickets.html", shell("ai") | {"title": "Category", "told": "Refund · wrong", "rows": some, "back_url": "#", "next_url": None, "previous_url": None}
    said = "Hello, our card was charged twice for the March invoice, please pay the second one back."
    side: Context = {"label": "T-0041", "url": "#", "subject": s.SUBJECTS[0], "text": said, "is_cut": False, "key": "a", "category": "Refund", "by": "Ana Arndt", "at": back(900)}
    both: list[Context] = [side, side | {"label": "T-0077", "subject": "מחויב פעמיים", "text": said * 4, "is_cut": True, "category": "Invoice question with a name that is long", "by": ""}]
    settled = [{"id": 7 + i, "tickets": [{"label": "T-0040", "url": "#"}, {"label": "T-0077", "url": "#"}], "kept": kept, "by": "Olivia Owner", "at": back(40 + i)} for i, kept in enumerate(("Refund", ""))]
    for name, contrary in (("", [{"id": i, "likeness": 96 - i, "sides": both} for i in range(2)]), ("-0", [])):
        yield f"settings-ai-contradictions{name}", f"{base}ai_contradictions.html", shell("ai") | {"rows": contrary, "settled": settled if contrary else [], "next_url": "#" if contrary else None, "previous_url": None}
    states = [("0", 0, ""), ("1", 0, "85 % of 200 common examples right; the version in use has 91 %."), ("2", 1, ""), ("3", 0, "")]
    kinds = [{"name": name, "versions": [{"id": i, "version": 7 - i, "at": back(i * 900), "on": bool(on), "pinned": bool(on) and name == "Category", "waiting": 37, "note": note, "examples": 412 - 20 * i, "accuracy": 91 - i, "error": 2.4, "coverage": 63} for i, (_key, on, note) in enumerate(states)]} for name in ("Category", "Sentiment", "Tag “churn-risk”")]
    version: Context = {"is_newest": True, "is_in_use": True, "is_pinned": False, "is_shipped": True, "decided": 412, "right": 371, "share": 90, "lacks": ""}
    older = version | {"is_newest": False, "is_in_use": False, "decided": 1_240, "share": 88, "lacks": "Does not ask whether a mail only says thanks; the built-in engine alone decides that."}
    held = [version | {"name": "triage-3", "is_in_use": False}, older | {"name": "triage-2", "is_in_use": True, "is_pinned": True}]
    gone = [version | {"name": "draft-3"}, older | {"name": "draft-2", "decided": 0, "share": None, "lacks": "Knows no voice of replies, no language and no wish of an agent."}, older | {"name": "draft-1", "is_pinned": True, "is_shipped": False, "lacks": ""}]
    prompts = [{"task": "triage", "name": "Triage", "gone": "", "newest": "triage-3", "versions": held}, {"task": "draft", "name": "Suggested replies", "gone": "draft-1", "newest": "draft-3", "versions": gone}]
    plain = [{**one, "gone": "", "versions": [version | {"name": one["newest"]}, older | {"name": str(one["task"]) + "-2"}]} for one in prompts]
    for name, learned, words in (("", kinds, prompts), ("-0", [], plain)):
        yield f"settings-ai-learned{name}", f"{base}ai_learned.html", shell("ai") | {"kinds": learned, "prompts": words, "days": 90}
