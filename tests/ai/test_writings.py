"""Summaries, translations and other wordings: by the built-in engine, by a model, and when neither can."""

import pytest

from ai import selectors, services
from ai.models import Run, Voice, Writing
from ai.services import drafts, runs
from core.accounts.models import User
from core.tickets import services as tickets
from core.tickets.models import Message
from tenants import remembered
from tests.support.callers import one_of_each, said
from tests.support.fakes import openai as fake

ASKED = "The export of reports stops at page 3 with error E-17. Card 4111 1111 1111 1111. Can you repair the export today?"
TOLD = "Thank you for writing! The export stops when a report has an empty column. Please fill the column and start again. Have a nice day!"


@pytest.fixture
def talk(write_in, people, drain):
    """A conversation of four messages."""
    message = write_in(ASKED, subject="Export stops")
    tickets.reply(message.ticket, TOLD, author=people.ana, by=people.ana.actor)
    tickets.note(message.ticket, "Zebra is our secret word.", author=people.ana, by=people.ana.actor)
    write_in("The column is filled now, but the export still stops. What else can I try?", message.ticket)
    drain()
    message.ticket.refresh_from_db()
    return message.ticket


def test_a_summary_without_a_model_is_made_of_what_was_said(talk, people, drain):
    first, again = services.summarize(talk, people.ana.actor), services.summarize(talk, people.ana.actor)
    assert first.pk == again.pk
    drain()

    row, is_under_way = selectors.summaries(talk)
    assert not is_under_way
    assert (row.run.state, row.run.engine, row.messages) == ("done", "local", 4)
    assert len(row.text.split()) <= 100
    assert "Can you repair the export today?" in row.text
    assert "What else can I try?" in row.text
    assert "Zebra" not in row.text, "notes are not everybody's"
    assert "nice day" not in row.text


def test_from_five_messages_on_it_is_kept_up_by_itself(talk, write_in, drain):
    assert not Writing.objects.exists()
    write_in("Hello? The export still stops at page 3.", talk)
    drain()
    assert Writing.objects.get().messages == 5
    write_in("It is urgent now, the export must run today.", talk)
    drain()
    row, _ = selectors.summaries(talk)
    assert row.messages == 6
    assert row.user is None


def test_a_models_summary_is_masked_clipped_and_says_its_engine(talk, people, model, drain):
    long = " ".join(f"Sentence {number} tells what happened there." for number in range(40))
    model.script(fake.answers(text=long))
    services.summarize(talk, people.ana.actor)
    drain()

    row, _ = selectors.summaries(talk)
    assert (row.run.engine, row.run.model, len(row.text.split())) == ("model", "small", 96)
    sent = str(model.chats[-1].json)
    assert "4111 1111" not in sent
    assert "[[CARD_1]]" in sent
    assert "Zebra" not in sent


def test_when_the_model_is_away_the_built_in_engine_sums_up_and_says_so(talk, people, model, drain):
    model.default = fake.fails(500)
    services.summarize(talk, people.ana.actor)
    drain()

    row, _ = selectors.summaries(talk)
    assert (row.run.state, row.run.engine) == ("fallen_back", "local")
    assert row.text
    assert row.run.reason == "The model's provider has an error."


def test_the_old_summary_is_shown_while_the_next_is_made(talk, people, drain):
    services.summarize(talk, people.ana.actor)
    drain()
    told = selectors.summaries(talk)[0]
    services.summarize(talk, people.ana.actor)
    row, is_under_way = selectors.summaries(talk)
    assert (row.pk, is_under_way) == (told.pk, True)
    drain()
    assert selectors.summaries(talk)[0].pk != told.pk


def test_translation_needs_a_model_and_keeps_the_original(talk, people, model, drain, settings):
    message = Message.objects.filter(ticket=talk, kind="customer")[0]
    model.script(fake.answers(text="Der Export hält an. [[CARD_1]]"))
    made = services.translate(message, "de", people.ana.actor)
    assert services.translate(message, "de", people.ben.actor).pk == made.pk
    drain()

    row = selectors.translation(message, "de")
    assert row.text == "Der Export hält an. [[CARD_1]]"
    message.refresh_from_db()
    assert message.text == ASKED
    assert '"write_in": "German"' in model.chats[-1].json["messages"][1]["content"]
    settings.AI_BASE_URL = settings.AI_API_KEY = ""
    with pytest.raises(services.NeedsModel):
        services.translate(message, "fr", people.ana.actor)
    with pytest.raises(services.UnknownTool):
        services.translate(message, "xx", people.ana.actor)


@pytest.mark.parametrize(
    ("tool", "expected"),
    [
        (
            "shorter",
            "The export stops when a report has an empty column. Please fill the column and start again.",
        ),
        ("formal", "Hello,\n\nThank you for writing. "),
        ("friendlier", "Hello,\n\nThank you for writing! "),
    ],
)
def test_the_built_in_engine_rewords_without_inventing(tool, expected, talk, people, drain):
    made = services.rewrite(talk, TOLD, tool, people.ana.actor)
    drain()

    row = selectors.rewriting(people.ana.actor, made.public_id)
    assert (row.run.state, row.before) == ("done", TOLD)
    assert row.text.startswith(expected)
    with pytest.raises(selectors.NoSuchWriting):
        selectors.rewriting(people.ben.actor, made.public_id)


BAD = {
    "a number": ("The export stops at page 4.", "“4”, which stands in no source"),
    "a link": ("See https://evil.example/x for the export.", "https://evil.example/x, an address"),
    "a promise": ("We will refund the whole amount.", "promises what no source promises"),
    "a forbidden phrase": ("The export stops, no worries.", "no worries"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_models_words_are_held_against_the_draft(name, talk, people, model, drain):
    text, why = BAD[name]
    Voice.objects.create(forbidden=["no worries"])
    model.script(fake.answers(text=text))
    services.rewrite(talk, "The export stops at page 3, boss@corp.example", "spelling", people.ana.actor)
    drain()

    row = Writing.objects.get()
    assert row.text == ""
    assert why in row.why_not
    assert "boss@corp.example" not in str(model.chats[-1].json)


def test_a_draft_is_translated_for_the_customer_and_addresses_come_back(talk, people, model, drain):
    model.script(fake.answers(text="Der Export hält an. Schreiben Sie an [[EMAIL_1]], bitte."))
    services.rewrite(
        talk, "The export stops. Write to boss@corp.example", "translate", people.ana.actor, "de"
    )
    drain()

    assert Writing.objects.get().text == "Der Export hält an. Schreiben Sie an boss@corp.example, bitte."
    assert not Message.objects.filter(text__contains="hält an").exists(), "nothing is sent"


def test_what_is_asked_for_twice_forgets_the_first_and_refusals_move_nothing(talk, people, drain):
    services.rewrite(talk, TOLD, "shorter", people.ana.actor)
    drain()
    services.rewrite(talk, TOLD, "formal", people.ana.actor)
    assert Writing.objects.get().tool == "formal"
    for body, tool, refusal in (
        ("", "shorter", services.NothingToWrite),
        ("x", "pirate", services.UnknownTool),
        ("x", "spelling", services.NeedsModel),
        ("x", "translate", services.UnknownTool),
    ):
        with pytest.raises(refusal):
            services.rewrite(talk, body, tool, people.ana.actor)
    assert Run.objects.filter(kind="rewrite").count() == 2


def test_delivered_twice_and_a_dead_worker_make_one_text(talk, people, drain, model):
    made = services.rewrite(talk, TOLD, "spelling", people.ana.actor)
    model.script(fake.answers(text=TOLD))
    services.write(made.run_id)
    services.write(made.run_id)
    runs.ring(made.run_id)
    drain()
    assert len(model.chats) == 1


def test_the_api_asks_and_looks_again(acme, people, talk, drain):
    ana = one_of_each(acme, people).ana
    number = talk.number
    assert said(ana.read(f"/tickets/{number}/summary/")) == (404, "writing.not_found")
    asked = ana.call("POST", f"/tickets/{number}/summary/", {})
    assert (asked.status_code, asked.json()["state"]) == (202, "queued")
    made = ana.call("POST", f"/tickets/{number}/writings/", {"body": TOLD, "tool": "shorter"})
    drain()

    assert ana.read(f"/tickets/{number}/summary/").json()["text"]
    shown = ana.read(f"/writings/{made.json()['id']}/").json()
    assert (shown["state"], shown["engine"], shown["before"]) == ("done", "local", TOLD)
    message = Message.objects.filter(ticket=talk)[0]
    refused = ana.call("POST", f"/messages/{message.public_id}/translation/", {"language": "de"})
    assert said(refused) == (409, "writing.needs_model")


def test_who_may_only_read_in_a_queue_spends_nothing_there(acme, people, talk, browser):
    User.objects.filter(pk=people.ana.pk).update(reach={str(talk.queue_id): "read"})
    remembered.forget()
    ana, page = one_of_each(acme, people).ana, browser(acme, people.ana)
    message = Message.objects.filter(ticket=talk)[0].public_id
    assert ana.read(f"/tickets/{talk.number}/").status_code == 200
    assert said(ana.call("POST", f"/tickets/{talk.number}/summary/", {})) == (403, "forbidden")
    asked = ana.call("POST", f"/messages/{message}/translation/", {"language": "de"})
    assert said(asked) == (403, "forbidden")
    for there in (f"tickets/{talk.number}/summary", f"messages/{message}/translation"):
        assert page.post(f"/desk/{there}/").status_code == 403
    assert not Writing.objects.exists()


def test_texts_are_asked_for_again_after_old_runs_were_swept_away(talk, people, drain):
    message = talk.messages.order_by("-pk").first()
    made = [drafts.request(talk.pk, message.pk).run for _ in range(2)]
    made += [services.rewrite(talk, TOLD, "shorter", people.ana.actor).run]
    drain()
    made += [services.rewrite(talk, TOLD, "shorter", people.ana.actor).run]
    for run in (made[0], made[2]):
        run.delete()
    drafts.request(talk.pk, message.pk)
    assert services.rewrite(talk, TOLD, "shorter", people.ana.actor).run.state == "queued"
