"""Pages of the preview about models: endpoints, what is hidden from them, what they cost."""

from collections.abc import Callable, Iterator

from portal.ui import samples as s
from portal.ui.samples import NOW, Context, Page, back

SAVED: Context = {"days": 90, "least": 30, "time": "5 h 20 min", "is_none": False, "each": "2 min", "used": 160, "aided": {"number": 148, "median": "3 min"}, "alone": {"number": 412, "median": "6 min"}}
UNSAVED: Context = SAVED | {"time": None, "each": None, "used": 12, "aided": {"number": 12, "median": "3 min"}}
ALLOWED: list[Context] = [{"name": "Messages that a model reads", "used": 1_840, "limit": 2_500, "left": 660, "percent": 73, "renews_on": NOW.date()}, {"name": "Suggested replies", "used": 96, "limit": None, "left": None, "percent": 0, "renews_on": NOW.date()}]
PRICES: list[Context] = [{"model": "llama-3.3-70b", "place": "0", "is_missing": True, "is_own": False, "tokens": 48_210, "told": ""}, {"model": "gpt-4o-mini", "place": "1", "is_missing": False, "is_own": False, "tokens": 0, "told": "0.15 / 0.6"}, {"model": "mistral-small", "place": "2", "is_missing": False, "is_own": True, "tokens": 0, "told": ""}]
GAPS: dict[str, Context] = {
    "": {"effort": {"days": 90, "least": 30, "time": "14 min", "replies": 1.6, "alone": {"number": 212, "median": "9 min"}}, "cost": "0.0041 USD", "asked": 1_840},
    "-0": {"effort": {"days": 90, "least": 30, "time": None, "replies": 0, "alone": {"number": 12, "median": "9 min"}}, "cost": "", "asked": 0},
}


def ai_models(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    models = [("Triage", "gpt-4o-mini"), ("Suggested replies", "gpt-4o"), ("Summaries", "gpt-4o-mini")]
    error = "The model's provider refuses the key. (HTTP 401)"
    one: Context = {"is_platform": False, "is_trying": False, "condition": "ok", "failures": 0, "last_error": "", "last_error_at": back(3), "last_success_at": back(2), "tested": [], "is_on": True, "models": models, "region": "EU (Frankfurt)"}
    rows = [
        one | {"id": "a", "number": 1, "name": "Our own Llama", "host": "https://llama.internal.acme.example/v1", "models": models[:1]},
        one | {"id": "b", "number": 2, "name": "Azure OpenAI with a name that really is rather long", "host": "https://acme-openai-europe-west.openai.azure.example/openai/deployments/gpt-4o/v1", "condition": "open", "failures": 7, "last_error": error},
        one | {"id": "c", "number": 3, "name": "LiteLLM", "host": "https://litellm.acme.example", "is_trying": True, "region": ""},
        one | {"id": "d", "number": 4, "name": "מודל", "host": "https://model.example/v1", "is_on": False, "region": ""},
        one | {"id": "platform", "number": 5, "name": "Built into Deskhand", "host": "", "is_platform": True, "condition": "new", "region": ""},
    ]
    for name, shown in (("", rows), ("-0", [])):
        yield f"settings-ai-models{name}", f"{base}ai_models.html", shell("ai") | {"rows": shown, "is_full": False}
    tasks = [("model-triage", "Triage"), ("model-draft", "Suggested replies"), ("model-summary", "Summaries"), ("model-translation", "Translation"), ("model-embedding", "Search by meaning")]
    data = {"name": "Azure OpenAI", "base_url": "https://acme.openai.azure.example/v1", "region": "EU", "model-triage": "gpt-4o-mini"}
    tested = [{"model": "gpt-4o-mini", "ms": 812, "error": ""}, {"model": "gpt-4o", "ms": 0, "error": error}]
    wrong = {"data": data, "errors": {"base_url": ["10.0.0.5 does not lead to the public internet."], "model-triage": ["Name at least one model."]}}
    fine = {"data": data, "errors": {}}
    for name, item, form in (("", rows[0] | {"tested": tested[:1]}, fine), ("-open", rows[1] | {"tested": tested}, fine), ("-testing", rows[2], fine), ("-platform", rows[4], fine), ("-new", None, {"data": {}, "errors": {}}), ("-wrong", None, wrong)):
        yield f"settings-ai-model{name}", f"{base}ai_model.html", shell("ai") | {"item": item, "has_key": bool(item), "models": models, "tasks": tasks, "form": form}


def ai_masking(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    kinds = [{"key": key, "name": name, "hint": hint, "is_on": key != "IP"} for key, name, hint in (("EMAIL", "E-mail addresses", "mara@example.com"), ("PHONE", "Phone numbers", "+49 30 1234567"), ("NATID", "National numbers", "tax, passport and social security numbers"), ("IP", "IP addresses", "192.0.2.7"))]
    patterns = [{"id": 1, "name": "Customer number", "pattern": r"\bKD-(\d{6})\b", "kind": "CUSTOMER_NUMBER"}, {"id": 2, "name": "פרויקט", "pattern": "(alpha|beta|gamma|a very long list of names of projects that nobody outside of the house may hear of)", "kind": "OWN"}]
    words = "My card 4111 1111 1111 1111 was charged twice,\nplease write to mara@example.com"
    seen = [{"text": "My card ", "kind": ""}, {"text": "[[CARD_1]]", "kind": "CARD"}, {"text": " was charged twice,\nplease write to ", "kind": ""}, {"text": "[[EMAIL_1]]", "kind": "EMAIL"}]
    fine: Context = {"data": {"words": words}, "errors": {}}
    wrong = {"data": {"name": "Orders", "pattern": "order ("}, "errors": {"pattern": ["The pattern “order (” cannot be used: a bracket “(” is never closed."]}}
    for name, rows, form, tried in (("", patterns, fine, seen), ("-0", [], {"data": {}, "errors": {}}, None), ("-wrong", patterns, wrong, None)):
        yield f"settings-ai-masking{name}", f"{base}ai_masking.html", shell("ai") | {"kinds": kinds, "patterns": rows, "seen": tried, "hidden": 2, "has_canary": not name, "form": form}
    yield from ai_details(base, shell)


def ai_costs(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    today = NOW.date()
    lines = [{"name": name, "is_day": False, "url": "#", "runs": runs, "tokens": runs * 1420, "cost": cost, "tickets": runs * 2 // 3, "per_ticket": "0.0041 USD"} for name, runs, cost in (("gpt-4o-mini-2024-07-18", 812, "1.42 USD"), ("gpt-4o", 96, "0.88 USD"), ("No usable answer", 3, "0.0012 USD"))]
    features = [line | {"name": name} for line, name in zip(lines, ("Triage", "Suggested replies"), strict=False)]
    days = [lines[0] | {"name": back(i * 1440).date(), "is_day": True} for i in range(5)]
    budgets = [{"feature": "All together", "span": "this month", "taken": "40.80 USD", "limit": "50.00 USD", "percent": 81, "is_spent": False}, {"feature": "Triage", "span": "today", "taken": "2.00 USD", "limit": "2.00 USD", "percent": 100, "is_spent": True}]
    spans = [("day", "per day"), ("month", "per month")]
    common: Context = {"since": today.replace(day=1), "until": today, "total": "2.30 USD", "per_ticket": "0.0041 USD", "tickets": 561, "calls": 914, "local": 44, "saved": SAVED, "allowances": ALLOWED, "runs_url": "#", "features": [{"key": key, "name": name, "spans": spans, "spent": {"day": "0.42 USD", "month": "12.40 USD"}} for key, name in (("all", "All together"), ("triage", "Triage"), ("draft", "Suggested replies"), ("summary", "Summaries"), ("translation", "Translations"), ("rewrite", "Rewritten drafts"), ("embedding", "Search by meaning"), ("replay", "Trials on solved tickets"))], "currency": "USD", "models": PRICES, "nameless": ["llama-3.3-70b"], "prices": {"data": {"sent-2": "0.2", "got-2": "0.6"}, "errors": {}}}
    full = common | {"budgets": budgets, "tables": [("By feature", features), ("By model", lines), ("By day", days)], "form": {"data": {"all-month": "50", "triage-day": "2"}, "errors": {}}}
    none = common | {"total": "0.00 USD", "per_ticket": "0.00 USD", "tickets": 0, "calls": 0, "saved": UNSAVED, "models": [], "nameless": [], "prices": {"data": {"model-new": "llama"}, "errors": {"sent-new": ["Two amounts from 0 on, per million tokens."]}}, "budgets": [], "tables": [("By feature", []), ("By model", []), ("By day", [])], "form": {"data": {}, "errors": {"all-day": ["A cap is an amount above zero, or nothing."]}}}
    for name, context in (("", full), ("-0", none)):
        yield f"settings-ai-costs{name}", f"{base}ai_costs.html", shell("ai") | context
    runs = [{"at": back(i * 40), "feature": "Triage" if i % 3 else "Suggested replies", "model": "gpt-4o-mini" if i != 4 else "", "provider": "Our own Llama" if i != 4 else "", "tokens": 1400 + i, "cost": "0.0003 USD", "state": "Done by the local engine after the model failed", "ticket": 42 + i, "subject": s.SUBJECTS[i % len(s.SUBJECTS)]} for i in range(8)]
    for name, rows in (("", runs), ("-0", [])):
        yield f"settings-ai-cost-runs{name}", f"{base}ai_cost_runs.html", shell("ai") | {"runs": rows, "since": today, "until": today, "feature": "", "model": None, "next_url": "#" if rows else None, "previous_url": None}


def margins(base: str, me: Context) -> Iterator[Page]:
    rows = [{"public_id": "o1", "name": name, "plan": "Team", "seats": 12 + i, "revenue": revenue, "cost": cost, "margin": margin, "own": "0.00 USD", "calls": 900, "tickets": 610, "per_ticket": "0.0203 USD", "is_loss": loss} for i, (name, revenue, cost, margin, loss) in enumerate((("Acme Analytics", "228.00 USD", "12.40 USD", "215.60 USD", False), ("株式会社サンプル", "38.00 USD", "44.10 USD", "-6.10 USD", True), ("Globex", None, "0.40 USD", None, False)))]
    for name, some in (("", rows), ("-0", [])):
        yield f"operator-margin{name}", f"{base}margin.html", me | {"rows": some, "month": NOW.date().replace(day=1), "total": rows[0], "knows_prices": bool(some), "earlier_url": "#", "later_url": None, "next_url": None, "previous_url": None}


def ai_details(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    kinds = [("order", "Order number"), ("invoice", "Invoice number"), ("tracking", "Tracking number"), ("list", "One of a list of names"), ("pattern", "A pattern of your own")]
    rows: list[Context] = [
        {"field": "order", "label": "Order", "kind": "Order number", "told": "", "is_pattern": False},
        {"field": "product", "label": "Produit concerné par la demande", "kind": "One of a list of names", "told": "Aurora Desk, Aurora Desk Pro, Borealis …", "is_pattern": False},
        {"field": "contract", "label": "רְחוֹב", "kind": "A pattern of your own", "told": r"\b(?:KD|VN|AB)-(?P<number>\d{6,12}[A-Z]?)\b(?:/\d{2,4})?", "is_pattern": True},
    ]
    for name, some, mode in (("", rows, "auto"), ("-0", [], "auto"), ("-full", rows, "suggest")):
        yield f"settings-ai-details{name}", f"{base}ai_details.html", shell("ai") | {"rows": some, "most": 3 if name == "-full" else 30, "mode": mode, "floor": 90}
    data = {"field": "product", "label": "", "kind": "list", "pattern": "", "entries": "Aurora Desk: Aurora, AD-1\nAurora Desk Pro\nBorealis", "examples": "", "words": "Hello, the aurora squeaks."}
    hits = [{"label": f"T-{42 + i:04d}", "subject": s.SUBJECTS[i % 8], "url": "#", "value": value, "others": others} for i, (value, others) in enumerate((("Aurora Desk", ()), ("Borealis", ("Aurora Desk",)), ("<script>alert(1)</script>", ())))]
    trial = {"words": True, "found": {"value": "Aurora Desk", "others": ()}, "said": "Found in 3 of 50 tickets.", "hits": hits}
    nothing: Context = {"words": True, "found": None, "said": "Found in 0 of 50 tickets.", "hits": []}
    wrong = {"data": data | {"kind": "pattern", "pattern": "order ("}, "errors": {"pattern": ["The pattern “order (” cannot be used: a bracket “(” is never closed."], "label": ["Give the new field a name."]}}
    one: Context = {"field": "product", "label": "Product"}
    fine: Context = {"data": data, "errors": {}}
    for name, detail, form, tried in (("", one, fine, trial), ("-nothing", one, fine, nothing), ("-new", None, {"data": {"kind": "order", "field": ""}, "errors": {}}, None), ("-wrong", None, wrong, None)):
        yield f"settings-ai-detail{name}", f"{base}ai_detail.html", shell("ai") | {"detail": detail, "form": form, "trial": tried, "kinds": kinds, "fields": [("", "A new field"), ("contract", "Contract")]}
