"""What agents do with a suggested reply, and what is measured of it."""

import pytest

from ai import selectors, services
from ai.models import Outcome, Run, Suggestion
from core.audit.models import Record
from core.tickets import services as tickets
from core.tickets.models import Draft
from tests.support.fakes import openai as fake

PLAIN = "It disappears within 5 business days. You find all payments under Billing, Payments."


@pytest.fixture
def ready(write_in, articles, drain) -> Suggestion:
    write_in()
    drain()
    return Suggestion.objects.select_related("ticket").get(state="ready")


def outcome() -> tuple[str, float | None]:
    return Outcome.objects.values_list("kind", "similarity").get()


def test_accepting_fills_the_agents_own_draft_once(ready, people, drain):
    first = services.accept(ready, people.ana.actor)
    second = services.accept(ready, people.ana.actor)

    assert first == second
    assert PLAIN in first
    assert "[1]" not in first
    draft = Draft.objects.get()
    assert (draft.user, draft.suggestion, draft.body, draft.version) == (
        people.ana,
        ready.public_id,
        first,
        1,
    )
    ready.refresh_from_db()
    assert (ready.state, ready.decided_by) == ("accepted", people.ana)
    assert Record.objects.filter(action="suggestion.accepted").count() == 1


def test_words_begun_before_stay_above_the_suggestion(ready, people):
    tickets.keep_draft(ready.ticket, "Dear Carla, I looked myself.", author=people.ana)
    body = services.accept(ready, people.ana.actor)

    assert body.startswith("Dear Carla, I looked myself.\n\nHello Carla,")


def test_sent_as_it_is(ready, people, drain):
    body = services.accept(ready, people.ana.actor)
    reply = tickets.reply(
        ready.ticket, body, author=people.ana, by=people.ana.actor, suggestion=ready.public_id
    )
    drain()

    assert outcome() == ("sent_as_is", 1.0)
    assert Outcome.objects.get().reply == reply


def test_edited_and_sent_with_how_much_was_kept(ready, people, drain):
    body = services.accept(ready, people.ana.actor).replace("5 business days", "five days or so, sorry")
    tickets.reply(ready.ticket, body, author=people.ana, by=people.ana.actor, suggestion=ready.public_id)
    drain()

    kind, similarity = outcome()
    assert kind == "edited"
    assert 0.8 < similarity < 1.0


def test_a_reply_of_ones_own_ignores_it_and_makes_it_stale(ready, people, drain):
    tickets.reply(ready.ticket, "We will look.", author=people.ana, by=people.ana.actor)
    drain()

    assert outcome() == ("ignored", None)
    ready.refresh_from_db()
    assert ready.state == "stale"
    with pytest.raises(services.NotReady):
        services.accept(ready, people.ana.actor)


def test_accepted_and_then_not_sent_is_discarded(ready, people, drain):
    services.accept(ready, people.ana.actor)
    tickets.reply(ready.ticket, "Something else entirely.", author=people.ana, by=people.ana.actor)
    drain()

    assert outcome() == ("discarded", None)


def test_a_reply_taken_back_says_nothing(ready, people, drain):
    body = services.accept(ready, people.ana.actor)
    reply = tickets.reply(
        ready.ticket, body, author=people.ana, by=people.ana.actor, suggestion=ready.public_id
    )
    drain()
    tickets.withdraw(reply, by=people.ana.actor)
    drain()

    assert not Outcome.objects.exists()


def test_rejecting_keeps_the_reason_and_counts_as_discarded(ready, people):
    services.reject(ready, people.ben.actor, "Facts are wrong")
    services.reject(ready, people.ana.actor, "again")

    ready.refresh_from_db()
    assert (ready.state, ready.reason, ready.decided_by) == ("rejected", "Facts are wrong", people.ben)
    assert outcome() == ("discarded", None)
    with pytest.raises(services.NotReady):
        services.accept(ready, people.ana.actor)
    assert not Draft.objects.exists()


def test_a_rejection_is_taken_back_and_counts_for_nothing(ready, people):
    services.reject(ready, people.ben.actor, "Facts are wrong")
    services.unreject(ready, people.ben.actor)
    services.unreject(ready, people.ben.actor)

    ready.refresh_from_db()
    assert (ready.state, ready.reason, ready.verdict) == ("ready", "", "")
    assert not Outcome.objects.exists()
    assert Record.objects.filter(action="suggestion.taken_up_again").count() == 1
    assert PLAIN in services.accept(ready, people.ana.actor)


def test_a_rejection_stays_once_the_conversation_went_on(ready, people, write_in):
    services.reject(ready, people.ben.actor, verdict="tone")
    services.regenerate(ready.ticket, people.ana.actor)
    with pytest.raises(services.NotReady):
        services.unreject(ready, people.ben.actor)
    ready.refresh_from_db()
    assert (ready.state, ready.verdict) == ("rejected", "tone")
    assert outcome() == ("discarded", None)


def test_regenerating_makes_a_new_one_and_two_clicks_make_one(ready, people, drain):
    made = services.regenerate(ready.ticket, people.ana.actor)
    again = services.regenerate(ready.ticket, people.ana.actor)
    drain()

    assert made.pk == again.pk != ready.pk
    assert list(Suggestion.objects.values_list("state", flat=True)) == ["stale", "ready"]
    assert outcome() == ("discarded", None)


def test_regenerating_has_an_end_and_known_words_only(ready, people, drain):
    with pytest.raises(services.UnknownInstruction):
        services.regenerate(ready.ticket, people.ana.actor, "as a pirate")
    for _ in range(7):
        services.regenerate(ready.ticket, people.ana.actor)
        drain()
    with pytest.raises(services.EnoughDrafts):
        services.regenerate(ready.ticket, people.ana.actor)
    assert Run.objects.filter(kind="draft").count() == 8


def test_the_wish_reaches_the_model(write_in, articles, model, drain, people):
    message = write_in()
    drain()
    model.script(
        fake.answers(can_answer=True, reply="Hello Carla, wait 5 business days. [1]", confidence=0.8)
    )
    services.regenerate(message.ticket, people.ana.actor, "shorter")
    drain()

    options = model.chats[-1].json["messages"][1]["content"]
    assert '"write_it": "shorter"' in options
    assert Suggestion.objects.order_by("-pk")[0].body == "Hello Carla, wait 5 business days. [1]"


def test_pieces_carry_the_numbers_of_their_sources(ready):
    pieces = selectors.pieces(ready)

    assert "".join(piece["text"] for piece in pieces) == selectors.plain_text(ready)
    assert [piece["cites"] for piece in pieces] == [[1], []]
