"""`manage.py ai_evaluate`: files in, predictions and figures out, in an organization nobody uses."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ai.evaluation import measure
from ai.evaluation.lines import BadLine, Labels, read
from ai.evaluation.measure import Judged
from ai.models import Correction, TrainedHead
from billing import selectors as billing
from billing.models import GrantedFeature
from billing.services import seed_plans
from core.desk.models import Category
from core.tickets.models import Ticket
from tenants import context, selectors

WORDS = {
    "Late delivery": "parcel courier tracking doorstep shipment",
    "Broken item": "cracked shattered scratched dented torn",
    "Wrong size": "small large fits tight sleeve",
}


@pytest.fixture
def files(tmp_path) -> Path:
    """20 lines to learn per label and 3 to predict, one of them about nothing we know."""
    train, test = [], []
    for label, words in WORDS.items():
        one, two, three, four, five = words.split()
        shapes = (
            f"the {one} is {two}",
            f"{three} and {four} again",
            f"my {five}, {one} please",
            f"so {two} {three}",
        )
        train += [
            {"id": f"{label}{n}", "text": f"{shapes[n % 4]} order {n}", "label": label,
             "sentiment": "negative" if n % 2 else "neutral", "tags": ["vip"] if n % 2 else []}
            for n in range(20)
        ]  # fmt: skip
        test.append(
            {"id": label, "text": f"about the {two} {five} of order 7", "subject": one, "label": label}
        )
    test.append({"id": "none", "text": "quantum chromodynamics lecture", "label": None})
    write(tmp_path / "train.jsonl", train)
    write(tmp_path / "test.jsonl", test)
    write(
        tmp_path / "kb.jsonl",
        [
            {
                "id": "K1",
                "title": "Where is my parcel?",
                "text": "Open the tracking page of "
                "the courier to see the shipment. It names the day of delivery at the doorstep.",
            }
        ],
    )
    return tmp_path


def write(path: Path, rows: list[dict]) -> None:
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")


def evaluate(files: Path, **more) -> tuple[dict, list[dict]]:
    out = StringIO()
    usual = {"tenant": "evalone", "train": files / "train.jsonl", "engine": "local", "json": True}
    more = usual | {"output": files / "pred.jsonl"} | more
    call_command("ai_evaluate", input=files / "test.jsonl", stdout=out, **more)
    rows = [json.loads(line) for line in (files / "pred.jsonl").read_text("utf-8").splitlines()]
    return json.loads(out.getvalue()), rows


@pytest.mark.django_db
def test_it_learns_predicts_and_tells(files):
    told, rows = evaluate(files, kinds="category,sentiment,tags,escalate,reply", kb=files / "kb.jsonl")

    assert [row["category"]["value"] for row in rows[:3]] == list(WORDS)
    assert told["kinds"]["category"]["n"] == 4
    assert told["kinds"]["category"]["accuracy"] >= 0.75
    assert {"value", "confidence", "auto", "engine"} <= rows[0]["category"].keys()
    assert rows[0]["ms"] > 0
    assert all(isinstance(row["citations"], list) for row in rows)
    assert {"macro_f1", "ece", "auto_coverage", "auto_precision"} <= told["kinds"]["tags"].keys()
    for name in ("p50_ms", "p95_ms", "load_s", "train_s", "peak_rss_mb", "model_bytes"):
        assert told[name] > 0
    assert (told["calls"], told["tokens"]) == (0, {"in": 0, "out": 0})
    assert told["learner_runs"] == 1


@pytest.mark.django_db
def test_a_second_run_starts_from_nothing_and_says_the_same(files):
    first, rows = evaluate(files)
    second, again = evaluate(files)

    assert [row["category"] for row in rows] == [row["category"] for row in again]
    assert first["kinds"] == second["kinds"]
    with context.tenant(selectors.by_slug("evalone")):
        assert Ticket.objects.count() == 64
        assert Correction.objects.count() == 60
        assert TrainedHead.objects.filter(kind="category").exists()


@pytest.mark.django_db
def test_under_one_seed_predictions_are_the_same_but_for_the_clock(files):
    kinds, kb = "category,sentiment,priority,tags,escalate,spam,thanks,reply", files / "kb.jsonl"
    taken = []
    for more in ({}, {"repeatable": True}, {"repeatable": True}):
        rows = evaluate(files, kinds=kinds, kb=kb, **more)[1]
        taken.append(((files / "pred.jsonl").read_bytes(), rows))
    (_, timed), (first, rows), (second, _) = taken

    assert first == second
    assert all(row.pop("ms") > 0 for row in timed)
    assert timed == rows


@pytest.mark.django_db
def test_a_stream_learns_line_by_line(files):
    lines = (files / "train.jsonl").read_text("utf-8").splitlines()
    (files / "test.jsonl").write_text("\n".join(lines[n] for n in range(0, 60, 2)), "utf-8")
    told, rows = evaluate(files, train=None, stream=True, bias=0.3, kinds="category")

    assert told["learner_runs"] >= 1
    assert len(rows) == 30
    with context.tenant(selectors.by_slug("evalone")):
        assert set(Correction.objects.values_list("source", flat=True)) == {"panel", "accepted"}


@pytest.mark.django_db
def test_only_what_pages_would_show_is_let_stand(files):
    lines = (files / "train.jsonl").read_text("utf-8").splitlines()
    (files / "test.jsonl").write_text("\n".join(lines[n] for n in range(0, 60, 2)), "utf-8")
    told, rows = evaluate(files, train=None, stream=True, bias=1.0, kinds="category")

    truth = [json.loads(lines[n])["label"] for n in range(0, 60, 2)]
    said = [row["category"]["value"] for row in rows]
    shown = [row["category"]["confidence"] >= 0.6 for row in rows]
    with context.tenant(selectors.by_slug("evalone")):
        names = dict(Category.objects.values_list("key", "name"))
        taught = [
            (names[value], source)
            for value, source in Correction.objects.order_by("pk").values_list("value", "source")
        ]
    assert taught == [
        (mine or "Other", "accepted") if seen else (right, "panel")
        for mine, right, seen in zip(said, truth, shown, strict=True)
    ]
    assert 0 < told["bias"]["shown"] == sum(shown) < 30
    wrong = [seen and mine != right for mine, right, seen in zip(said, truth, shown, strict=True)]
    assert told["bias"]["let_stand"] == sum(wrong)


FIELDS = [
    {"field": "order", "kind": "order"},
    {"field": "ticket_code", "kind": "pattern", "pattern": r"\bQX-\d{4}\b"},
    {
        "field": "product",
        "kind": "list",
        "entries": ["Aurora Lamp", {"value": "Borealis", "names": ["the big one"]}],
    },
]
DETAILS = [
    ("Where is order 4821193? It was the Aurora Lamp.", {"order": "4821193", "product": "Aurora Lamp"}),
    ("QX-1234 is what the screen says.", {"ticket_code": "QX-1234", "order": None}),
    ("It is about the big one, order number 5550123.", {"product": "Borealis", "order": "5550123"}),
    ("Nothing of the kind stands in here.", {"order": None, "ticket_code": None, "product": None}),
    ("QX-1234 or QX-9999, I do not know.", {"ticket_code": None}),
]


@pytest.mark.django_db
def test_values_of_own_fields_are_found_and_judged_one_by_one(files):
    write(files / "test.jsonl", [{"text": text, "details": truth} for text, truth in DETAILS])
    write(files / "fields.jsonl", FIELDS)
    more = {"train": None, "kinds": "details", "fields": files / "fields.jsonl"}
    told, rows = evaluate(files, **more)

    first, unsure = rows[0]["details"], rows[4]["details"]["ticket_code"]
    assert first["order"] == {
        "value": "4821193",
        "confidence": first["order"]["confidence"],
        "auto": True,
        "engine": "local",
    }
    assert first["ticket_code"]["value"] is None
    assert (unsure["auto"], unsure["confidence"]) == (False, 0.6)
    figures = told["kinds"]["details"]
    assert figures["n"] == 10
    assert (figures["recall"], figures["auto_precision"]) == (1.0, 1.0)
    assert figures["precision"] == pytest.approx(5 / 6, abs=0.001), "of two codes one is proposed, unsure"

    again, same = evaluate(files, **more)
    assert [row["details"] for row in same] == [row["details"] for row in rows]
    assert again["kinds"] == told["kinds"]


@pytest.mark.django_db
def test_spam_and_thanks_are_judged_by_what_was_noticed_and_what_of_it_was_right(files):
    junk = "Congratulations, you have won the lottery! Claim your prize of 1,000,000 dollars now, click http://win.example"
    lines = [
        {"text": junk, "subject": "YOU WON!!!", "spam": True, "thanks": False},
        {"text": "Thanks a lot!", "spam": False, "thanks": True},
        {"text": "Thank you very much.", "is_spam": False, "is_thanks": True},
        {
            "text": "Thanks, but the invoice is still wrong. Can you send it again?",
            "spam": False,
            "thanks": False,
        },
        {"text": "My parcel has not arrived.", "spam": False, "thanks": False},
    ]
    write(files / "test.jsonl", lines)
    told, rows = evaluate(files, train=None, kinds="spam,thanks")

    for kind in ("spam", "thanks"):
        figures = told["kinds"][kind]
        assert figures["n"] == 5
        assert (figures["accuracy"], figures["recall"], figures["precision"]) == (1.0, 1.0, 1.0)
        assert figures["auto_precision"] in (1.0, None)
        assert all({"value", "confidence", "auto", "engine"} == row[kind].keys() for row in rows)
    assert [row["thanks"]["value"] for row in rows] == [False, True, True, False, False]


@pytest.mark.django_db
def test_an_organization_that_people_use_is_left_alone(files, acme):
    before = Ticket.objects.count()

    with pytest.raises(CommandError, match="was not made by an evaluation"):
        evaluate(files, tenant="acme")
    assert Ticket.objects.count() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"kinds": "category,colour"}, "--kinds knows"),
        ({"bias": 2.0}, "--bias"),
        ({"kinds": "details"}, "needs --fields"),
        ({"engine": "llm"}, "needs a model"),
        ({"train": Path("/nowhere.jsonl")}, "nowhere"),
    ],
)
def test_what_cannot_be_done_is_refused(files, more, words):
    with pytest.raises(CommandError, match=words):
        evaluate(files, **more)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "no JSON"),
        ("[1]", "an object"),
        ('{"label": "a"}', "“text” is missing"),
        ('{"text": "x", "sentiment": "meh"}', "is none of"),
    ],
)
def test_a_bad_line_is_named(tmp_path, line, words):
    (tmp_path / "x.jsonl").write_text('{"text": "fine"}\n' + line, "utf-8")

    with pytest.raises(BadLine, match=f"line 2: .*{words}"):
        read(tmp_path / "x.jsonl")


def test_labels_become_keys_and_come_back():
    labels = Labels(["Late delivery", "late-delivery", "other"])

    assert labels.keys == {
        "Late delivery": "late-delivery",
        "late-delivery": "late-delivery-2",
        "other": "other",
    }
    assert labels.label("late-delivery-2") == "late-delivery"
    assert Labels(["a"]).label("other") is None
    assert Labels(["a"]).key(None) == "other"


def test_figures():
    judged = [
        Judged("a", "a", 0.95, True),
        Judged("a", "b", 0.55),
        Judged("b", "b", 0.75),
        Judged(None, "a", 0.65, True),
    ]
    told = measure.figures("category", judged)

    assert told["accuracy"] == 0.5
    assert told["macro_f1"] == pytest.approx((0.5 + 2 / 3 + 0) / 3, abs=1e-3)
    assert (told["auto_coverage"], told["auto_precision"]) == (0.5, 0.5)
    assert told["ece"] == pytest.approx((0.05 + 0.55 + 0.25 + 0.65) / 4, abs=1e-3)
    assert (told["in_scope_accuracy"], told["out_of_scope_recall"], told["out_of_scope_automatic"]) == (
        0.6667,
        0.0,
        1.0,
    )
    assert measure.figures("tags", [Judged(["a", "b"], ["a", "c"], 0.5)])["micro_f1"] == 0.5
    assert measure.percentile([3.0, 1.0, 2.0], 0.5) == 2.0


@pytest.mark.django_db
def test_marks_numbers_and_tags_of_any_length_come_through(files):
    long = "t" * 60
    rows = [
        {
            "id": 7,
            "text": "cracked lid",
            "label": "Broken item",
            "tags": [long + "1", long + "2", None, " vip "],
        },
        {"text": "lost parcel", "label": "Late delivery"},
        {"id": "\ud800", "text": "a \ud800 b"},
    ]
    text = "\r\n".join(json.dumps(row) for row in rows)
    (files / "test.jsonl").write_text("\ufeff" + text, "utf-8")
    _, told = evaluate(files, train=files / "test.jsonl", kinds="category,tags")

    assert [row["id"] for row in told] == [7, 2, "\ud800"]


@pytest.mark.django_db
def test_a_place_that_cannot_be_written_is_said_before_anything_is_read(files):
    with pytest.raises(CommandError, match="name a file that can be written"):
        evaluate(files, output=files / "none" / "pred.jsonl")


@pytest.mark.django_db
def test_no_allowance_ends_in_the_middle_of_a_file(files):
    with context.shared():
        seed_plans()
    evaluate(files)
    evaluate(files)
    made = selectors.by_slug("evalone")
    assert [billing.allowance(meter, made).limit for meter in ("ai_messages", "drafts")] == [None, None]
    with context.shared():
        assert GrantedFeature.objects.filter(tenant=made, name="ai_messages").count() == 1, "once is enough"
