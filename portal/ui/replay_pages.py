"""Pages of the preview about changes that are tried before they hold."""

from collections.abc import Callable, Iterator

from portal.ui import samples as s
from portal.ui.samples import Context, Page, back

KINDS = (
    ("model", "cpu", "Another model", "An endpoint with a model, before it is switched on."),
    ("guidance", "pencil", "Other guidance", "How your own people want mail sorted, in words."),
    ("categories", "layers", "Other categories", "Names, descriptions, new and removed ones."),
)
LONG = "Guidance: Everything about invoices of the city administration is urgent until Friday, what they call a “Kassenzeichen” is an invoice number, and whoever asks for a receipt has no problem at all"


def replay_pages(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    one: Context = {
        "id": "a",
        "url": "#",
        "state_url": "/",
        "kind": "model",
        "title": "gpt-4.1-mini · Azure OpenAI",
        "state": "done",
        "state_name": "Done",
        "is_live": False,
        "reason": "",
        "is_chosen": True,
        "total": 50,
        "done": 50,
        "percent": 100,
        "spent": "0.0412 USD",
        "cap": "1.00 USD",
        "calls": 51,
        "by": "Adam Admin",
        "at": back(120),
        "decision": "",
        "decided_by": "Adam Admin",
        "decided_at": back(30),
    }
    running: Context = one | {
        "state": "running",
        "state_name": "Running",
        "is_live": True,
        "done": 18,
        "percent": 36,
        "spent": "0.0150 USD",
    }
    waiting = running | {"reason": "The model's provider turns requests away at the moment."}
    capped = one | {
        "state": "capped",
        "state_name": "Ended at its budget",
        "reason": "The budget of this replay is spent.",
        "done": 31,
        "spent": "0.0998 USD",
        "cap": "0.10 USD",
    }
    failed = one | {
        "state": "failed",
        "state_name": "Failed",
        "reason": "The model's provider refuses the key.",
        "done": 0,
        "calls": 1,
        "spent": "0.00 USD",
    }
    local = one | {"title": "The built-in engine alone", "spent": "0.00 USD", "calls": 0}
    yield from _history(
        base,
        shell,
        [
            one | {"decision": "approved"},
            running | {"title": LONG, "kind": "guidance"},
            capped | {"title": "Categories: Refunds, Praise, 株式会社サンプル"},
            failed,
            local | {"decision": "discarded"},
        ],
    )
    yield from _forms(base, shell)

    result: Context = {
        "read": 48,
        "failed": 2,
        "whys": [("The model's answer did not fit the question.", 2)],
        "agreement": 84,
        "compared": 288,
        "judged": 120,
        "old": 81,
        "new": 88,
        "better": 14,
        "worse": 5,
        "other": 27,
        "ms": (812, 2140),
    }
    names = ("Category", "Priority", "Sentiment", "Tags", "Escalation", "Language")
    fields = [
        {
            "name": name,
            "url": "#",
            "on": False,
            "agreement": 80 + i,
            "judged": 20,
            "old": 75 + i,
            "new": None if i == 5 else 82 + i,
            "better": 4,
            "worse": i,
            "other": 3,
        }
        for i, name in enumerate(names)
    ]
    filters = [
        {"name": name, "number": number, "on": not i, "url": "#"}
        for i, (name, number) in enumerate((("All", 46), ("Worse", 5), ("Better", 14), ("Neither", 27)))
    ]
    kinds = (("worse", "Worse"), ("better", "Better"), ("other", "Neither"))
    changes = [
        {
            "label": f"T-{40 + i:04d}",
            "subject": s.SUBJECTS[i % len(s.SUBJECTS)],
            "url": "#",
            "field": names[i % 3],
            "old": ("Refund", "Medium", "Negative")[i % 3],
            "new": ("Invoice question that is rather long", "Urgent", "Neutral")[i % 3],
            "final": "" if i % 3 == 2 else ("Refund", "Urgent", "")[i % 3],
            "outcome": kinds[i % 3][0],
            "outcome_name": kinds[i % 3][1],
        }
        for i in range(9)
    ]
    plain: Context = {"text": None, "was": "", "is_local": False, "edits": []}
    words = plain | {
        "text": "Everything about invoices is urgent until Friday.\n\nReceipts are no problem.",
        "was": "",
    }
    edits = plain | {
        "edits": [
            {
                "kind": "changed",
                "name": "Refund",
                "new_name": "Refunds and double charges",
                "description": "Money is to come back.",
            },
            {"kind": "gone", "name": "Praise", "new_name": "", "description": ""},
            {
                "kind": "new",
                "name": "Chargebacks",
                "new_name": "",
                "description": "The bank took the money back.",
            },
        ]
    }
    full: Context = {
        "result": result,
        "fields": fields,
        "filters": filters,
        "changes": changes,
        "field": "",
        "all_url": "",
        "may_approve": True,
        "undo": None,
        "needs_desk": False,
        "next_url": "#",
        "previous_url": None,
    }
    none: Context = full | {"result": None, "may_approve": False}
    shown: list[tuple[str, Context, Context, Context]] = [
        ("", one, plain, full), ("-running", running, words, none), ("-waiting", waiting, plain, full | {"may_approve": False}),
        ("-capped", capped | {"kind": "categories", "title": "Categories: Refund, Praise, Chargebacks"}, edits, full | {"result": result | {"worse": 20, "new": 76, "whys": [], "failed": 0}}),
        ("-failed", failed, plain, none), ("-local", local, plain | {"is_local": True}, full | {"may_approve": False}),
        ("-approved", one | {"decision": "approved", "kind": "guidance", "title": LONG}, words, full | {"may_approve": False, "changes": [], "all_url": "#", "field": "Category", "undo": {"until": back(-6_000), "left": 0}}),
        ("-undo", one | {"decision": "approved", "kind": "categories"}, edits, full | {"may_approve": False, "undo": {"until": back(-600), "left": 3}}),
        ("-desk", one | {"kind": "categories"}, edits, full | {"may_approve": False, "needs_desk": True}),
    ]  # fmt: skip
    for name, row, change, more in shown:
        yield (
            f"settings-ai-replay{name}",
            f"{base}ai_replay.html",
            shell("ai") | more | {"one": row, "change": change},
        )


def _history(base: str, shell: Callable[[str], Context], rows: list[Context]) -> Iterator[Page]:
    rows = [row | {"counts": {"better": 14, "worse": 5}} for row in rows]
    for name, some in (("", rows), ("-0", [])):
        yield (
            f"settings-ai-replays{name}",
            f"{base}ai_replays.html",
            shell("ai")
            | {"rows": some, "kinds": KINDS, "next_url": "#" if some else None, "previous_url": None},
        )


def _forms(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    data = {
        "provider": "b",
        "model": "gpt-4.1-mini",
        "guidance": "Invoices of the city are urgent.",
        "size": "50",
        "cap": "1",
    }
    common: Context = {
        "currency": "USD",
        "most": 500,
        "solved": 312,
        "live": None,
        "form": {"data": data, "errors": {}},
        "providers": [
            ("a", "Our own Llama · asks llama-3.3"),
            ("b", "Azure OpenAI · switched off"),
            ("local", "Built-in engine (to compare only)"),
        ],
    }
    categories = [
        {
            "key": f"c{i}",
            "name": name,
            "was": name,
            "description": "Asks about an amount on an invoice.",
            "remove": i == 2,
            "parent": "Billing" if i % 2 else "",
            "stays": i == 1,
        }
        for i, name in enumerate(filter(None, s.CATEGORIES))
    ]
    new = [
        {"number": n, "name": "Chargebacks" if n == 1 else "", "description": "", "parent": ""}
        for n in (1, 2, 3)
    ]
    wrong = {
        "data": data,
        "errors": {
            "model": ["Name the model that is to be tried."],
            "size": ["Between 1 and 500 tickets."],
            "cap": ["An amount above zero."],
        },
    }
    shown: list[tuple[str, Context]] = [
        ("-model", {"kind": "model"}), ("-guidance", {"kind": "guidance"}),
        ("-categories", {"kind": "categories", "categories": categories, "new": new, "groups": [("", "No group"), ("billing", "Billing")]}),
        ("-wrong", {"kind": "model", "form": wrong, "live": {"public_id": "a"}}), ("-nothing", {"kind": "model", "solved": 0}),
    ]  # fmt: skip
    for name, more in shown:
        yield f"settings-ai-replay-new{name}", f"{base}ai_replay_new.html", shell("ai") | common | more
    estimate: Context = {
        "tickets": 50,
        "calls": 50,
        "cost": "0.0400 USD",
        "most": "0.21 USD",
        "is_priced": True,
    }
    for name, told, refusal in (
        ("", estimate, ""),
        ("-local", estimate | {"calls": 0}, ""),
        ("-unpriced", estimate | {"is_priced": False}, ""),
        ("-refused", None, "Name the model that is to be tried."),
    ):
        yield (
            f"settings-ai-replay-cost{name}",
            f"{base}_ai_replay_estimate.html",
            {"estimate": told, "refusal": refusal},
        )
