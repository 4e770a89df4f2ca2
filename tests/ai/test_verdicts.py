"""What became of a proposed value is noted by each way a person can say it, once, the last word counting."""

import pytest

from ai import services
from ai.models import Correction, Result, Verdict
from core.desk import selectors as desk
from core.desk.models import Category, Status
from core.tickets import services as tickets
from core.tickets.models import Ticket

REFUND = "billing.refund"


@pytest.fixture
def ticket(write_in, drain) -> Ticket:
    message = write_in()
    drain()
    return Ticket.objects.get(pk=message.ticket_id)


def noted(field: str = "category") -> tuple[str, str, bool, str]:
    return Verdict.objects.values_list("said", "final", "is_right", "how").get(field=field)


def test_confirming_and_correcting_are_noted_and_the_last_word_counts(ticket, people):
    services.correct(ticket, "category", REFUND, people.ana.actor)
    assert noted() == (REFUND, REFUND, True, "confirmed")
    services.correct(ticket, "category", "other", people.ana.actor)
    assert noted() == (REFUND, "other", False, "corrected")

    row = Verdict.objects.get()
    assert (row.engine, row.model, row.prompt_version, row.was_auto) == ("local", "local", "local-1", False)
    assert row.confidence == Result.objects.get(field="category").confidence


def test_a_change_in_the_ticket_itself_is_a_word_too_and_teaches(ticket, people, drain):
    howto = Category.objects.filter(key__startswith="howto.").first()
    tickets.change(ticket, by=people.ana.actor, category=howto, subject="Else")
    drain()
    assert noted() == (REFUND, howto.key, False, "corrected")
    made = Correction.objects.get()
    assert (made.value, made.source, made.user, made.was) == (howto.key, "header", people.ana, REFUND)


def test_a_correction_in_the_panel_is_noted_once(ticket, people, drain):
    services.correct(ticket, "category", "other", people.ana.actor)
    drain()
    assert Correction.objects.count() == 1
    assert Verdict.objects.count() == 1


def test_each_tag_is_judged_by_itself(ticket, people):
    Result.objects.filter(field="tags").update(value=["vip", "bug"])
    services.correct(ticket, "tags", ["bug"], people.ana.actor)
    found = set(Verdict.objects.filter(field="tags").values_list("said", "final", "is_right", "how"))
    assert found == {("vip", "", False, "corrected"), ("bug", "bug", True, "confirmed")}


def test_the_end_of_a_ticket_decides_what_was_applied_and_nothing_else(ticket, people, drain):
    done = desk.default_status(Status.Category.RESOLVED)
    tickets.change(ticket, by=people.ana.actor, status=done)
    drain()
    found = dict(Verdict.objects.values_list("field", "how"))
    assert found == {"language": "closed", "sentiment": "closed"}, "category was only proposed"
    assert set(Verdict.objects.values_list("is_right", flat=True)) == {True}


def test_an_answer_that_solves_decides_too_until_it_is_taken_back(ticket, people, drain):
    message = tickets.reply(ticket, "Paid back.", author=people.ana, by=people.ana.actor, then="resolved")
    drain()
    assert Verdict.objects.filter(how="closed").exists()
    tickets.withdraw(message, by=people.ana.actor)
    drain()
    assert not Verdict.objects.filter(how="closed").exists()


def test_a_value_changed_after_the_end_was_wrong_after_all(ticket, people, drain):
    tickets.change(ticket, by=people.ana.actor, status=desk.default_status(Status.Category.RESOLVED))
    drain()
    services.correct(ticket, "sentiment", "positive", people.ana.actor)
    assert noted("sentiment")[1:] == ("positive", False, "undone")


def test_triage_itself_is_no_judge(ticket, people, drain, write_in):
    write_in("And one more thing about the invoice.", ticket)
    drain()
    assert not Verdict.objects.exists()


def test_verdicts_go_with_their_ticket_and_stay_without_their_result(ticket, people):
    services.correct(ticket, "category", "other", people.ana.actor)
    Result.objects.all().delete()
    assert Verdict.objects.get().result is None
    Ticket.objects.get(pk=ticket.pk).messages.all().delete()
    ticket.delete()
    assert not Verdict.objects.exists()
