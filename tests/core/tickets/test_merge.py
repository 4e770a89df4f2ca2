"""Two tickets become one and two again: everything that hangs on them goes along and comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.audit.models import Record
from core.desk import selectors as desk
from core.desk import services as desk_services
from core.desk.models import Tag
from core.tickets import selectors, services
from core.tickets.models import Draft, Message, Participant, Ticket, TicketMerge
from core.tickets.services.words import Words
from tenants.events.models import Delivery
from tenants.kernel import clock
from tenants.kernel.errors import NotFound, Refused
from tests.core.tickets.merging import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(people, ticket):
    """A later ticket of Carla's, more urgent, with a note and two tags."""
    row, _message = services.open_ticket(
        people.carla, "Charged twice!", Words("Invoice 4711, again."), channel="portal", by=people.carla.actor
    )
    services.note(row, "Looks like T-0001.", author=people.ben, by=people.ben.actor)
    tags = [Tag.objects.get_or_create(name=name)[0] for name in ("refund", "vip")]
    ana = people.ana.actor
    return services.change(row, by=ana, priority=4, urgency=90, tags=tags, due_at=clock.now() + timedelta(1))


def test_messages_people_tags_and_the_higher_rank_go_to_the_survivor(people, ticket, second):
    services.include(second, [people.dmitri], by=people.ana.actor)
    ticket.tags.add(Tag.objects.get(name="vip"))
    messages = list(second.messages.values_list("pk", flat=True))

    row = services.merge(second, into=ticket, by=people.ana.actor)

    ticket.refresh_from_db()
    second.refresh_from_db()
    assert row.message_ids == messages
    assert list(ticket.messages.values_list("text", flat=True)) == [
        "You charged me twice.",
        "Invoice 4711, again.",
        "Looks like T-0001.",
    ]
    assert (ticket.message_count, ticket.preview) == (3, "Invoice 4711, again.")
    assert (ticket.priority, ticket.urgency, ticket.due_at is not None) == (4, 90, True)
    assert set(ticket.tags.values_list("name", flat=True)) == {"refund", "vip"}
    assert services.copies_of(ticket) == [people.dmitri.email]
    assert (second.merged_into, second.status.category, second.is_finished) == (ticket, "merged", True)
    assert (second.message_count, second.due_at, second.awaits_reply) == (0, None, False)


def test_both_versions_rise_and_both_records_say_so(people, ticket, second):
    seen = (ticket.version, second.version)

    services.merge(second, into=ticket, by=people.ana.actor)

    ticket.refresh_from_db()
    second.refresh_from_db()
    assert (ticket.version, second.version) == (seen[0] + 1, seen[1] + 1)
    said = Record.objects.filter(action__in=("ticket.merged", "ticket.took_in")).order_by("id")
    assert [(one.object_id, one.actor_id, one.after) for one in said] == [
        (second.pk, people.ana.pk, {"into": "T-0001"}),
        (ticket.pk, people.ana.pk, {"ticket": "T-0002", "messages": 2}),
    ]


def test_doing_it_twice_is_doing_it_once(people, ticket, second):
    first = services.merge(second, into=ticket, by=people.ana.actor)
    facts, before = Delivery.objects.count(), picture()

    assert services.merge(second, into=ticket, by=people.ben.actor) == first
    assert (Delivery.objects.count(), picture()) == (facts, before)


def test_no_list_no_count_and_no_search_shows_the_merged_one(people, ticket, second):
    services.merge(second, into=ticket, by=people.ana.actor)
    ana = people.ana.actor

    def listed(**asked):
        return [row.number for row in selectors.inbox(ana, selectors.Filters(**asked))]

    assert listed() == listed(state="all") == listed(state="all", contact=people.carla.pk) == [1]
    assert listed(state="finished") == []
    assert selectors.open_counts(ana)["open"] == 1
    for words in ("T-0002", "2", "charged twice", "invoice 4711", "carla"):
        assert listed(state="all", q=words) == [1], words
    assert selectors.matching(ana, "T-0002", 5) == [ticket.pk]
    assert [row.number for row in selectors.tickets_of(people.carla.pk)] == [1]
    assert listed(status=("merged",), state="all") == [2]


def test_undo_brings_everything_back_as_it_was(people, ticket, second):
    services.include(second, [people.dmitri], by=people.ana.actor)
    services.change(ticket, by=people.ana.actor, status=desk.status("resolved"))
    before = picture()
    row = services.merge(second, into=ticket, by=people.ana.actor)
    ticket.refresh_from_db()
    assert (ticket.status.category, ticket.resolved_at) == ("open", None)

    with clock.at(clock.now() + timedelta(days=6, hours=23)):
        services.unmerge(row, by=people.ben.actor)
        services.unmerge(row, by=people.ben.actor)

    assert picture() == before
    assert Record.objects.filter(action="ticket.unmerged").count() == 1


def test_what_came_later_stays_with_the_survivor(people, ticket, second):
    row = services.merge(second, into=ticket, by=people.ana.actor)
    services.hear(second, Words("And now?"), contact=people.carla, channel="mail", by=people.carla.actor)
    services.change(ticket, by=people.ana.actor, priority=1)

    services.unmerge(row, by=people.ana.actor)

    ticket.refresh_from_db()
    assert [one.text for one in ticket.messages.all()] == ["You charged me twice.", "And now?"]
    assert (ticket.priority, ticket.urgency, ticket.message_count) == (1, 40, 2)
    second.refresh_from_db()
    assert (second.message_count, second.priority, second.awaits_reply) == (2, 4, True)


def test_after_seven_days_it_stays(people, ticket, second):
    row = services.merge(second, into=ticket, by=people.ana.actor)
    before = picture()

    with clock.at(clock.now() + timedelta(days=7, minutes=1)), pytest.raises(services.TooLateToUndo):
        services.unmerge(row, by=people.ana.actor)
    assert picture() == before


def test_undo_when_the_survivor_was_closed_since_leaves_it_closed(people, ticket, second):
    row = services.merge(second, into=ticket, by=people.ana.actor)
    services.change(ticket, by=people.ana.actor, status=desk.status("closed"))

    services.unmerge(row, by=people.ana.actor)

    ticket.refresh_from_db()
    second.refresh_from_db()
    assert (ticket.status.key, ticket.closed_at is not None) == ("closed", True)
    assert (second.status.key, second.is_finished, second.due_at is not None) == ("new", False, True)


def test_chains_lead_to_the_last_one_in_one_step_and_come_apart_in_order(people, ticket, second):
    third, _message = services.open_ticket(
        people.carla, "Same", Words("Same again."), channel="mail", by=people.carla.actor
    )
    ana, before = people.ana.actor, picture()
    first_row = services.merge(third, into=second, by=ana)
    middle = picture()
    last_row = services.merge(second, into=ticket, by=ana)

    third.refresh_from_db()
    assert third.merged_into == ticket
    assert ticket.messages.count() == 4
    with pytest.raises(services.MergedOn):
        services.unmerge(first_row, by=ana)
    services.unmerge(last_row, by=ana)
    assert picture() == middle
    services.unmerge(first_row, by=ana)
    assert picture() == before


def test_no_loops(people, ticket, second):
    services.merge(second, into=ticket, by=people.ana.actor)
    before = picture()

    with pytest.raises(services.TicketIsMerged) as told:
        services.merge(ticket, into=second, by=people.ana.actor)
    assert told.value.data == {"ticket": "T-0002", "into": "T-0001", "merged_into": 1}
    with pytest.raises(services.CannotMerge):
        services.merge(ticket, into=ticket, by=people.ana.actor)
    assert picture() == before


def test_strangers_are_kept_apart_unless_somebody_says_so(people, ticket):
    other, _message = services.open_ticket(
        people.dmitri, "Mine too", Words("I pay the same."), channel="mail", by=people.dmitri.actor
    )
    before = picture()

    with pytest.raises(services.DifferentCustomers):
        services.merge(other, into=ticket, by=people.ana.actor)
    assert picture() == before

    row = services.merge(other, into=ticket, by=people.ana.actor, join=True)
    assert services.copies_of(ticket) == [people.dmitri.email]
    services.unmerge(row, by=people.ana.actor)
    assert picture() == before


def test_many_at_once_or_none(people, ticket, second):
    stranger, _message = services.open_ticket(
        people.dmitri, "Not me", Words("Hello."), channel="mail", by=people.dmitri.actor
    )
    third, _message = services.open_ticket(
        people.carla, "Same", Words("Same again."), channel="mail", by=people.carla.actor
    )
    before = picture()
    with pytest.raises(services.DifferentCustomers):
        services.merge_all([second, third, stranger], into=ticket, by=people.ana.actor)
    assert picture() == before

    rows = services.merge_all([third, second], into=ticket, by=people.ana.actor)
    assert [row.merged_id for row in rows] == [second.pk, third.pk]
    assert ticket.messages.count() == 4
    for row in rows:
        services.unmerge(row, by=people.ana.actor)
    assert picture() == before


def test_verbs_on_a_merged_ticket_are_refused_and_words_follow_it(people, ticket, second):
    services.merge(second, into=ticket, by=people.ana.actor)
    ana = people.ana.actor

    for act in (
        lambda: services.reply(second, "Hi", author=people.ana, by=ana),
        lambda: services.change(second, by=ana, priority=1),
        lambda: services.assign(second, people.ana, by=ana),
    ):
        with pytest.raises(services.TicketIsMerged):
            act()
    assert services.note(second, "Late", author=people.ana, by=ana).ticket == ticket
    second.refresh_from_db()
    draft = services.keep_draft(second, "typed on the old page", author=people.ana)
    assert draft.ticket == ticket


def test_nobody_sets_the_status_merged_by_hand(people, ticket):
    with pytest.raises(services.MergeInstead):
        services.change(ticket, by=people.ana.actor, status=desk.default_status("merged"))
    ticket.refresh_from_db()
    assert ticket.status.key == "new"


def test_drafts_go_along_and_come_back(people, ticket, second):
    services.keep_draft(second, "Ana began here", author=people.ana)
    services.keep_draft(second, "Ben there", author=people.ben)
    services.keep_draft(ticket, "and Ben here", author=people.ben)

    row = services.merge(second, into=ticket, by=people.ana.actor)
    assert {draft.user: draft.body for draft in Draft.objects.filter(ticket=ticket)} == {
        people.ana: "Ana began here",
        people.ben: "and Ben here\n\nBen there",
    }
    services.unmerge(row, by=people.ana.actor)
    assert set(Draft.objects.filter(ticket=second).values_list("body", flat=True)) == {
        "Ana began here",
        "Ben there",
    }


def test_a_planned_reply_moves_and_can_still_be_taken_back(people, ticket, second):
    planned = services.reply(
        second,
        "Tomorrow more.",
        author=people.ana,
        by=people.ana.actor,
        leaves_at=clock.now() + timedelta(hours=9),
    )
    services.merge(second, into=ticket, by=people.ana.actor)

    services.withdraw(Message.objects.get(pk=planned.pk), by=people.ana.actor)

    ticket.refresh_from_db()
    assert (ticket.message_count, ticket.awaits_reply) == (3, True)
    assert Draft.objects.get().ticket == ticket


def test_the_customers_page_leads_on_and_strangers_learn_nothing(people, ticket, second):
    services.merge(second, into=ticket, by=people.ana.actor)

    assert selectors.request_of(people.carla.actor, 2) == ticket
    with pytest.raises(NotFound):
        selectors.request_of(people.dmitri.actor, 2)
    assert [row.number for row in selectors.visible(people.carla.actor)] == [1]


def test_whose_ticket_went_into_a_strangers_reads_nothing_that_was_said_there_before(people, ticket):
    other, _message = services.open_ticket(
        people.dmitri, "Mine too", Words("I pay the same."), channel="mail", by=people.dmitri.actor
    )
    services.merge(other, into=ticket, by=people.ana.actor, join=True)

    found = selectors.request_of(people.dmitri.actor, other.number)
    assert (found, found.in_copy) == (ticket, True)
    assert [one.text for one in selectors.thread(people.dmitri.actor, found)] == ["I pay the same."]


def test_who_may_not_change_tickets_merges_none(people, ticket, second):
    with pytest.raises(Refused):
        selectors.tickets_to_merge(people.lars.actor, [1, 2])
    with pytest.raises(NotFound):
        selectors.tickets_to_merge(people.carla.actor, [1, 99])
    with pytest.raises(NotFound):
        selectors.tickets_to_merge(people.dmitri.actor, [1, 2])


def test_the_preview_says_what_would_happen_and_changes_nothing(people, ticket, second):
    other, _message = services.open_ticket(
        people.dmitri, "Mine", Words("Hello."), channel="mail", by=people.dmitri.actor
    )
    services.reply(other, "Leaves soon", author=people.ana, by=people.ana.actor)
    services.change(ticket, by=people.ana.actor, status=desk.status("closed"))
    ticket.refresh_from_db()
    before = picture()

    found = selectors.preview(ticket, [second, other])

    assert found.messages == {second.pk: 2, other.pk: 2}
    assert [row.pk for row in found.strangers] == [other.pk]
    assert (found.reopens, found.wakes, found.leaving, found.left_out) == (True, False, 1, 0)
    assert picture() == before


@pytest.mark.django_db
def test_a_merge_costs_the_same_whatever_the_length(people, ticket, second, django_assert_max_num_queries):
    for number in range(30):
        services.hear(
            second, Words(f"Word {number}"), contact=people.carla, channel="mail", by=people.carla.actor
        )
    with django_assert_max_num_queries(38):
        row = services.merge(second, into=ticket, by=people.ana.actor)
    with django_assert_max_num_queries(24):
        services.unmerge(row, by=people.ana.actor)
    assert TicketMerge.objects.get().undone_at is not None
    assert Participant.objects.count() == 0
    assert Ticket.objects.filter(merged_into=None).count() == 2


def test_a_status_that_was_deleted_meanwhile_does_not_keep_them_merged(people, ticket, second):
    own = desk_services.save_status(None, by=people.olivia.actor, key="odd", label="Odd", category="open")
    services.change(second, by=people.ana.actor, status=own)
    row = services.merge(second, into=ticket, by=people.ana.actor)
    services.change(ticket, by=people.ana.actor, status=desk.default_status("open"))
    desk_services.delete_status(own, by=people.olivia.actor)

    services.unmerge(row, by=people.ana.actor)

    second.refresh_from_db()
    assert (second.merged_into, second.status.category) == (None, "open")


def test_the_customers_fresh_question_wakes_one_on_hold(people, ticket, second):
    until, by = clock.now() + timedelta(days=9), people.ana.actor
    hold = {"status": desk.status("on_hold"), "pending_until": until, "pending_reason": "parts"}
    services.change(ticket, by=by, **hold)
    third, _ = services.open_ticket(
        people.carla, "Third", Words("Well?"), channel="mail", by=people.carla.actor
    )
    ticket.refresh_from_db()
    assert selectors.preview(ticket, [third]).wakes
    services.merge(third, into=ticket, by=by)
    ticket.refresh_from_db()
    assert (ticket.status.key, ticket.pending_until) == ("open", None)

    late, _ = services.open_ticket(people.carla, "Late", Words("x"), channel="mail", by=people.carla.actor)
    services.change(late, by=by, **hold)
    late.refresh_from_db()
    assert not selectors.preview(late, [ticket]).wakes
    services.merge(ticket, into=late, by=by)  # nothing in it is newer
    late.refresh_from_db()
    assert (late.status.key, late.pending_until) == ("on_hold", until)


def test_a_fresh_word_that_is_moved_wakes_one_on_hold(people, ticket, second):
    by = people.ana.actor
    services.change(ticket, by=by, status=desk.status("on_hold"),
                    pending_until=clock.now() + timedelta(days=9), pending_reason="parts")  # fmt: skip
    word = services.hear(second, Words("Well?"), contact=people.carla, channel="mail", by=people.carla.actor)
    services.move_message(word, to=ticket, by=by)
    ticket.refresh_from_db()
    assert (ticket.status.key, ticket.pending_until) == ("open", None)
