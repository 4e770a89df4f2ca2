"""What a reply may stand on: canned replies, what solved tickets in general, never anybody's own matters."""

import pytest

from ai import services, sources
from ai.models import SolvedAnswer, Suggestion, Voice
from core.desk.models import CannedReply
from core.tickets import services as tickets
from core.tickets.models import Draft
from tests.support.fakes import openai as fake

HOW = "How do I export my reports as a spreadsheet? I find no button for the export."
GENERAL = "Open the reports page and choose export in the menu. The file arrives by mail within 10 minutes."
PRIVATE = (
    "Hello Carla,\n\nI have looked at your order 48213 for 79.90 euro. Our colleague met Marlene Dietz in Potsdam. "
    f"{GENERAL} Write to carla@customer.example or call +49 30 5550100. Your account is blocked.\n\nKind regards\nAna"
)


@pytest.fixture
def solve(write_in, people, drain):
    """solve("answer") opens Carla's ticket, answers and resolves it."""

    def solved(answer: str = PRIVATE, subject: str = "Export of reports") -> SolvedAnswer | None:
        message = write_in(HOW, subject=subject)
        tickets.reply(message.ticket, answer, author=people.ana, by=people.ana.actor, then="resolved")
        drain()
        return SolvedAnswer.objects.filter(ticket=message.ticket).first()

    return solved


@pytest.fixture
def ask(people, drain):
    """Dmitri, a stranger to Carla, asks the same."""
    from core.tickets.services.words import Words

    def asked(text: str = HOW) -> Suggestion:
        by = people.dmitri.actor
        tickets.open_ticket(people.dmitri, "Export of reports", Words(text), channel="mail", by=by)
        drain()
        return Suggestion.objects.order_by("-pk")[0]

    return asked


def test_an_answer_that_solved_a_ticket_grounds_the_next_without_anything_of_its_customer(solve, ask):
    kept = solve()
    assert kept.text == GENERAL
    suggestion = ask()

    assert suggestion.state == "ready"
    assert f"{GENERAL} [1]" in suggestion.body
    source = suggestion.sources[0]
    assert (source["marker"], source["kind"], source["title"], source["url"]) == (
        "[1]",
        "solved",
        "T-0001",
        "",
    )
    for private in (
        "Carla",
        "48213",
        "79.90",
        "Marlene",
        "Dietz",
        "Potsdam",
        "customer.example",
        "5550100",
        "Ana",
    ):
        assert private not in str(suggestion.body) + str(suggestion.sources)


def test_a_model_is_shown_the_general_part_alone(solve, ask, model):
    solve()
    model.script(
        fake.answers(), fake.answers(can_answer=True, reply="Choose export in the menu. [1]", confidence=0.8)
    )
    suggestion = ask()

    asked = str(model.chats[-1].json)
    assert GENERAL in asked
    assert suggestion.body == "Choose export in the menu. [1]"
    for private in ("48213", "Marlene", "Potsdam", "carla@", "Your account is blocked"):
        assert private not in asked


def test_an_answer_with_nothing_general_is_not_kept(solve):
    assert solve("Hello Carla, I have refunded order 48213 to you today. Kind regards") is None


def test_a_ticket_that_goes_on_and_a_reply_taken_back_are_forgotten(solve, write_in, people, drain):
    kept = solve()
    write_in("It did not work.", kept.ticket)
    drain()
    assert not SolvedAnswer.objects.exists()

    message = write_in(HOW)
    reply = tickets.reply(message.ticket, GENERAL, author=people.ana, by=people.ana.actor, then="resolved")
    drain()
    assert SolvedAnswer.objects.count() == 1
    tickets.withdraw(reply, by=people.ana.actor)
    drain()
    assert not SolvedAnswer.objects.exists()


def test_an_answer_that_is_gone_is_not_told_from_an_older_index(solve, ask):
    for _ in range(3):
        solve()
    assert [one.kind for one in sources.index().sources].count("solved") == 3
    first = SolvedAnswer.objects.earliest("pk")
    first.text = "Something else is told now, and nothing of the old words."
    first.save()
    assert [one.text for one in sources.index().sources].count(GENERAL) == 2
    SolvedAnswer.objects.all().delete()
    assert [one for one in sources.index().sources if one.kind == "solved"] == []
    assert GENERAL not in ask().body, "by the built-in engine, too"


def test_canned_replies_ground_drafts_if_they_are_everybodys_and_edited(people, ask):
    body = f"Hello {{{{ customer.first_name }}}},\n\n{GENERAL}\n\nKind regards"
    CannedReply.objects.create(shortcut="own", title="Own", body=body, owner=people.ben)
    assert [one for one in sources.macros() if one.title == "Own"] == []
    assert sources.macros() == (), "starter texts are no knowledge"
    CannedReply.objects.create(shortcut="export", title="Export of reports", body=body)
    suggestion = ask()

    assert (suggestion.state, suggestion.sources[0]["kind"]) == ("ready", "macro")
    assert f"{GENERAL} [1]" in suggestion.body
    assert "{{" not in suggestion.body


def test_internal_articles_stand_beside_the_draft_and_never_in_it_or_a_prompt(
    write_in, articles, model, drain
):
    model.script(
        fake.answers(),
        fake.answers(can_answer=True, reply="It goes within 5 business days. [1]", confidence=0.9),
    )
    write_in()
    drain()

    assert "500 euro" not in str([call.json for call in model.chats])
    kinds = [(source["kind"], source["marker"]) for source in Suggestion.objects.get().sources]
    assert kinds == [("article", "[1]"), ("internal", "")]


def test_without_ground_a_holding_answer_is_offered_and_marked_once_it_is_used(
    write_in, articles, drain, people
):
    message = write_in("The export of my list shows wrong umlauts everywhere. Why?", subject="Export")
    drain()
    row = Suggestion.objects.get()
    assert (row.state, row.body, row.flags) == ("withheld", "", [])
    assert row.holding.startswith("Hello Carla,\n\nthank you for your message.")
    assert "?" in row.holding

    body = services.accept(row, people.ana.actor)
    row.refresh_from_db()
    assert (row.state, row.flags, Draft.objects.get().body) == ("accepted", ["holding"], body)
    tickets.reply(message.ticket, body, author=people.ana, by=people.ana.actor, suggestion=row.public_id)
    drain()
    assert (row.outcome.kind, row.outcome.edit_distance) == ("sent_as_is", 0)


SAYS = {
    "no source at all": ("Just restart the server, that always helps with it.", "withheld", "uncited"),
    "asks alone": (
        "Hello Carla,\n\nthank you. Could you tell me which invoice this is about?",
        "ready",
        "holding",
    ),
    "one loose sentence": (
        "It disappears within 5 business days. [1]\n\nThe export button lives in the corner.\n\nBye",
        "ready",
        "uncited",
    ),
}


@pytest.mark.parametrize("name", SAYS)
def test_each_statement_of_a_model_names_its_source(name, write_in, articles, model, drain):
    reply, state, flag = SAYS[name]
    model.script(fake.answers(), fake.answers(can_answer=True, reply=reply, confidence=0.9))
    write_in()
    drain()

    row = Suggestion.objects.get()
    assert (row.state, row.flags) == (state, [flag])
    assert row.confidence <= 0.3 or flag != "holding"


@pytest.mark.parametrize("of_queue", [False, True])
def test_forbidden_phrases_withhold_whoever_wrote_them(of_queue, write_in, articles, drain):
    from core.desk import selectors as desk

    Voice.objects.create(queue=None if not of_queue else desk.default_queue(), forbidden=["Business days"])
    message = write_in()
    drain()

    row = Suggestion.objects.get()
    assert message.ticket.queue == desk.default_queue()
    assert (row.state, row.body) == ("withheld", "")
    assert row.reason == "The draft says “Business days”, which your wording rules out."


def test_guidelines_wish_and_instruction_reach_the_model_masked(write_in, articles, model, drain, people):
    Voice.objects.create(guidelines="Say Sie. Never joke.", forbidden=["no problem"])
    message = write_in()
    drain()
    model.script(
        fake.answers(can_answer=True, reply="Hallo Carla, warten Sie 5 Tage, bitte. [1]", confidence=0.8)
    )
    services.regenerate(
        message.ticket, people.ana.actor, "shorter", language="de", words="mention boss@corp.example"
    )
    drain()

    options = model.chats[-1].json["messages"][1]["content"]
    for said in ('"write_in": "German"', '"write_it": "shorter"', "Say Sie. Never joke.", '["no problem"]'):
        assert said in options
    assert "boss@corp.example" not in str(model.chats[-1].json)
    row = Suggestion.objects.order_by("-pk")[0]
    assert row.wish == {"tone": "shorter", "language": "de", "words": "mention boss@corp.example"}
    assert (row.state, row.body) == ("ready", "Hallo Carla, warten Sie 5 Tage, bitte. [1]")


def test_rejecting_keeps_verdict_and_words(write_in, articles, drain, people):
    write_in()
    drain()
    row = Suggestion.objects.get()
    with pytest.raises(services.UnknownVerdict):
        services.reject(row, people.ana.actor, verdict="ugly")
    services.reject(row, people.ana.actor, "The bank was asked", verdict="wrong")

    row.refresh_from_db()
    assert (row.state, row.verdict, row.reason) == ("rejected", "wrong", "The bank was asked")


def test_closing_a_ticket_by_its_status_counts_and_opening_it_again_takes_it_back(write_in, people, drain):
    from core.desk import selectors as desk

    message = write_in(HOW)
    tickets.reply(message.ticket, GENERAL, author=people.ana, by=people.ana.actor)
    drain()
    assert not SolvedAnswer.objects.exists()
    tickets.change(message.ticket, by=people.ana.actor, status=desk.default_status("resolved"))
    drain()
    assert SolvedAnswer.objects.get().text == GENERAL
    tickets.change(message.ticket, by=people.ana.actor, status=desk.default_status("open"))
    drain()
    assert not SolvedAnswer.objects.exists()
