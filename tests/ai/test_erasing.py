"""An erased ticket's words are nowhere: not in a table, not in a model, not in what processes remember."""

from datetime import timedelta

import pytest
from django.db import connection

from ai import options, services, sources
from ai.local import store, train
from ai.models import Correction, Gap, Proposal, Suggestion, TrainedHead
from ai.services import erasing, learning
from core.tickets import services as tickets
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tenants.kernel import clock

CANARY = "quibblewort"
ASKED = f"The {CANARY} export of our reports is empty since Monday. How do I get the {CANARY} columns back?"
ANSWER = "Open the reports page and choose export in the menu. The file arrives by mail within 10 minutes."
SIGN_IN = "I cannot sign in with user A{0}, the password of A{0} is refused again"


@pytest.fixture
def learned(write_in, people, drain, articles):
    """A ticket with the canary that everything in advice has learned from, beside twenty others."""
    services.switch(True, people.adam.actor)
    ticket = write_in(ASKED, subject=f"Reports {CANARY}").ticket
    drain()
    services.summarize(ticket, people.ana.actor)
    services.rewrite(ticket, f"Your {CANARY} is here.", "friendlier", people.ana.actor)
    services.correct(ticket, "category", "account.sign_in", people.ana.actor)
    services.correct(ticket, "sentiment", "negative", people.ana.actor)
    tickets.reply(ticket, f"Dear Carla, {ANSWER}", author=people.ana, by=people.ana.actor, then="resolved")
    for number in range(10):
        _teach(write_in, people, "account.sign_in", SIGN_IN.format(number))
        _teach(
            write_in, people, "billing.refund", f"The invoice A{number} was paid twice, pay A{number} back"
        )
    drain()
    learning.learn()
    options.engine(), sources.index()
    ticket.refresh_from_db()
    return ticket


def _teach(write_in, people, key, text):
    services.correct(write_in(text, subject="Help").ticket, "category", key, people.ana.actor)


def found(word=CANARY):
    """Tables of this organization that hold the word in any column."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
        )
        names = [name for (name,) in cursor.fetchall()]
        holding = set()
        for name in names:
            cursor.execute(
                f'SELECT 1 FROM "{name}" AS r WHERE strpos(lower(r::text), %s) > 0 LIMIT 1', [word]
            )
            holding |= {name} if cursor.fetchone() else set()
    return holding


def remembered():
    """Texts in the example memory and the index of sources of this process."""
    kept = [one.engine._memory._texts for one in options._engines._things.values()]
    indexed = [[one.text + one.asked for one in index.sources] for index in sources._indexes._things.values()]
    return " ".join(text for texts in [*kept, *indexed] for text in texts)


def test_an_erased_ticket_is_nowhere_an_hour_later(learned, drain):
    assert {"ai_gap", "ai_proposal", "ai_solvedanswer", "ai_writing", "tickets_message"} <= found()
    assert CANARY in remembered()
    before = set(TrainedHead.objects.values_list("pk", flat=True))
    mark = {train.mark(f"{learned.subject}\n{learned.messages.order_by('pk').first().text}")}
    assert any(mark & set(row.held) for row in TrainedHead.objects.all()), "the models knew it"

    learned.delete()
    drain()
    assert CANARY not in " ".join(options.engine()._memory._texts), "the engine forgets at once"
    drain(at=clock.now() + timedelta(minutes=59))

    assert found() == set()
    after = TrainedHead.objects.all()
    assert after, "what is left is still learned from"
    assert not before & {row.pk for row in after}
    assert {row.kind for row in after if row.is_active} == {row.kind for row in after}
    for row in after:
        assert not mark & set(row.held)
        assert CANARY.encode() not in bytes(row.blob)
        assert store.load(bytes(row.blob), row.sha256).labels
    options._engines._lasts = sources._indexes._lasts = 0.0  # an hour has passed
    options.engine(), sources.index()
    assert CANARY not in remembered()


def test_a_gap_and_a_proposal_go_on_in_the_words_of_the_other_tickets(people, write_in, drain):
    services.switch(True, people.adam.actor)
    first, second = _answered(people, f"Export {CANARY}"), _answered(people, "Export as a file")
    drain()
    row = Gap.objects.create(title=f"{CANARY}", asked=CANARY, seen=2)
    row.tickets.add(first, second)
    assert (Proposal.objects.get().title, Proposal.objects.get().seen) == (f"Export {CANARY}", 2)

    Ticket.objects.filter(pk=first.pk).delete()
    proposal = Proposal.objects.get()
    row.refresh_from_db()
    assert (proposal.title, proposal.body, proposal.seen) == ("Export as a file", ANSWER, 1)
    assert (row.title, row.asked, row.seen) == ("Export as a file", "How do I get it?", 1)

    Ticket.objects.all().delete()
    assert not Proposal.objects.exists()
    assert not Gap.objects.exists()


def test_a_draft_for_somebody_else_shows_the_erased_answer_no_more(people, write_in, drain):
    ticket, other = _answered(people, "Export"), write_in()
    drain()
    cited = {"id": f"solved:{ticket.number}", "kind": "solved", "title": "T-0001", "quote": ANSWER}
    row = Suggestion.objects.create(
        ticket=other.ticket, message=other, body="x", sources=[cited], state="ready"
    )
    ticket.delete()
    row.refresh_from_db()
    assert (row.state, row.sources[0]["quote"]) == ("stale", "")


def test_neither_a_late_learner_nor_a_dead_worker_keeps_what_was_erased(learned, drain, monkeypatch):
    trained = learning._trained

    def meanwhile(examples):
        Ticket.objects.filter(pk=learned.pk).delete()
        return trained(examples)

    old = set(TrainedHead.objects.values_list("pk", flat=True))
    monkeypatch.setattr(learning, "_trained", meanwhile)
    assert learning.learn() == {}
    with monkeypatch.context() as dying:
        dying.setattr(services, "learn_in_turn", lambda **given: None)
        drain(at=clock.now() + erasing.RELEARN)
    assert old == set(TrainedHead.objects.values_list("pk", flat=True))

    drain(at=clock.now() + 3 * erasing.RELEARN)
    assert not old & set(TrainedHead.objects.values_list("pk", flat=True))


def test_when_nothing_is_left_to_learn_from_there_is_no_model(write_in, people, drain):
    for number in range(5):
        _teach(write_in, people, "account.sign_in", SIGN_IN.format(number))
        _teach(write_in, people, "billing.refund", f"Invoice A{number} was paid twice")
    learning.learn()
    assert TrainedHead.objects.exists()
    Ticket.objects.all().delete()
    drain(at=clock.now() + erasing.RELEARN)
    assert not TrainedHead.objects.exists()
    assert not Correction.objects.exists()


def _answered(people, subject):
    words = Words("How do I get it?")
    ticket = tickets.open_ticket(people.carla, subject, words, channel="mail", by=people.carla.actor)[0]
    tickets.reply(ticket, ANSWER, author=people.ana, by=people.ana.actor, then="resolved")
    return ticket
