"""Rights by queue: what each level opens, at every door of a ticket, and what nobody else notices."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from core.accounts import services as accounts
from core.accounts.models import Role
from core.desk.models import Category, Queue, Team
from core.desk.selectors import default_status as status_of
from core.tickets import selectors, services
from core.tickets.models import Ticket
from core.tickets.rules import CHANGE, DELETE, REPLY, VIEW
from core.tickets.services.words import Words
from tenants import remembered
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Refused
from tests.support.callers import Caller, said
from tests.support.clients import SiteClient
from tests.support.counting import statements
from tests.support.reach import bound

pytestmark = pytest.mark.django_db
LEVELS = ("none", "overview", "read", "create", "change", "full")


@pytest.fixture
def desk(people):
    """Two queues beside the default one: Ana's team answers Open, nobody's of hers Vault."""
    ours, theirs = (Team.objects.create(name=name) for name in ("Ours", "Theirs"))
    ours.members.add(people.ana)
    theirs.members.add(people.ben)
    queues = {
        name: Queue.objects.create(name=name, team=team) for name, team in (("Open", ours), ("Vault", theirs))
    }
    remembered.forget()
    carla = people.carla
    found = {
        name: services.open_ticket(carla, f"{name} subject", Words(f"{name} words"), channel="mail",
                                   by=carla.actor, queue=queue)[0]
        for name, queue in queues.items()
    }  # fmt: skip
    return SimpleNamespace(
        people=people, queues=queues, open=found["Open"], vault=found["Vault"], carla=carla
    )


def numbers(actor, **filters):
    return sorted(row.number for row in selectors.inbox(actor, selectors.Filters.read(filters)))


def test_without_a_word_everybody_goes_everywhere(desk):
    ana = desk.people.ana
    assert ana.actor.reach is None
    assert numbers(ana.actor) == [desk.open.number, desk.vault.number]
    with statements(1):
        selectors.ticket_for(ana.actor, desk.vault.number, to=CHANGE)


DOORS = [  # method, address, body, level from which on it opens, status then
    ("GET", "/tickets/{n}/", None, "read", 200),
    ("GET", "/tickets/{n}/messages/", None, "read", 200),
    ("GET", "/tickets/{n}/activity/", None, "read", 200),
    ("GET", "/tickets/{n}/links/", None, "read", 200),
    ("GET", "/tickets/{n}/checklist/", None, "read", 200),
    ("GET", "/tickets/{n}/watchers/", None, "read", 200),
    ("GET", "/tickets/{n}/ai/", None, "read", 200),
    ("GET", "/tickets/{n}/triage/", None, "read", 200),
    ("PATCH", "/tickets/{n}/triage/", {"priority": "high"}, "change", 200),
    ("POST", "/tickets/{n}/watch/", None, "read", 204),
    ("POST", "/tickets/{n}/note/", {"body": "Hm."}, "read", 201),
    ("POST", "/tickets/{n}/reply/", {"body": "Hello."}, "change", 201),
    ("PATCH", "/tickets/{n}/", {"priority": "high"}, "change", 200),
    ("POST", "/tickets/{n}/assign/", {"agent": None}, "change", 200),
    ("POST", "/tickets/{n}/checklist/", {"text": "Call"}, "change", 201),
    ("POST", "/tickets/{n}/merge/", {"into": "{o}"}, "change", 200),
    ("POST", "/tickets/bulk-merge/", {"into": "{o}", "tickets": ["{n}"]}, "change", 200),
    ("DELETE", "/tickets/{n}/", None, "full", 204),
]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("method", "address", "body", "opens", "status"), DOORS)
def test_each_door_opens_at_its_level(acme, desk, level, method, address, body, opens, status):
    adam = bound(desk.people.adam, **{f"q{desk.queues['Vault'].pk}": level})
    values = {"n": desk.vault.number, "o": desk.open.number}
    answer = Caller(acme, adam).call(method, address.format(**values), _filled(body, values))
    rung = LEVELS.index(level)
    if rung >= LEVELS.index(opens):
        assert answer.status_code == status, answer.content
    else:
        unseen = rung == 0 or (
            rung == 1 and "bulk" in address
        )  # among many, what cannot be read is not there
        assert answer.status_code == (404 if unseen else 403), answer.content


def _filled(body, values):
    if body is None:
        return None
    return {
        name: [values["n"]] if value == ["{n}"] else values["o"] if value == "{o}" else value
        for name, value in body.items()
    }


def test_an_overview_shows_the_row_and_none_of_its_words(acme, desk):
    ana = bound(desk.people.ana, others="overview", own="full")
    rows = {row["number"]: row for row in Caller(acme, ana).read("/tickets/").json()["results"]}
    assert rows[desk.vault.number]["subject"] == "Vault subject"
    assert rows[desk.vault.number]["preview"] == ""
    assert rows[desk.open.number]["preview"] == "Open words"
    assert numbers(ana.actor, q="words") == [desk.open.number]
    assert selectors.matching(ana.actor, "vault words", 10) == []
    assert said(Caller(acme, ana).read(f"/tickets/{desk.vault.number}/")) == (403, "forbidden")


def test_own_queues_are_those_of_ones_teams_and_those_of_nobody(desk):
    default = Ticket.objects.get(pk=desk.open.pk)
    ana, ben = (bound(one, own="full", others="none") for one in (desk.people.ana, desk.people.ben))
    assert numbers(ana.actor) == [default.number]
    assert numbers(ben.actor) == [desk.vault.number]
    lone, _ = services.open_ticket(desk.carla, "For all", Words("Hi"), channel="mail", by=desk.carla.actor)
    assert numbers(ana.actor) == [desk.open.number, lone.number]


def test_counts_search_and_links_stop_at_the_queue(desk):
    services.link(desk.open, desk.vault, "related", by=SYSTEM)
    services.add_item(desk.open, by=SYSTEM, about=desk.vault)
    ana = bound(desk.people.ana, own="full", others="none").actor
    assert selectors.open_counts(ana)["open"] == 1
    assert selectors.matching(ana, "subject", 10) == [desk.open.pk]
    assert selectors.links_of(ana, desk.open.number) == []
    assert [one.subject for one in selectors.checklist_of(ana, desk.open.number)] == [None]
    page = selectors.opened(ana, desk.open.number)
    assert (page.others, page.links) == ([], [])
    assert selectors.candidates(ana, desk.open) == []
    free = selectors.opened(desk.people.ben.actor, desk.open.number)
    assert ([one.number for one in free.others], len(free.links)) == ([desk.vault.number], 1)


def test_the_page_of_a_ticket_asks_no_more_of_who_is_bound(desk):
    ana = bound(desk.people.ana, own="full", others="none").actor
    selectors.opened(ana, desk.open.number)  # remembered from here on
    with statements(1):
        selectors.opened(ana, desk.open.number)
    with statements(1):
        numbers(ana)


def test_nobody_hands_a_ticket_where_they_may_not(desk):
    ana = bound(desk.people.ana, own="full", others="read").actor
    with pytest.raises(Refused):
        services.change(desk.open, by=ana, queue=desk.queues["Vault"])
    assert Ticket.objects.get(pk=desk.open.pk).queue == desk.queues["Open"]
    ana = bound(desk.people.ana, own="full", others="create").actor
    services.change(desk.open, by=ana, queue=desk.queues["Vault"])
    assert Ticket.objects.get(pk=desk.open.pk).queue == desk.queues["Vault"]


def test_a_category_brings_its_queue_only_where_one_may_hand_in(desk):
    theirs = Category.objects.create(key="theirs", name="Theirs", queue=desk.queues["Vault"])
    ana = bound(desk.people.ana, own="full", others="none").actor
    fresh = services.change(desk.open, by=ana, category=theirs)
    assert (fresh.category, fresh.queue) == (theirs, desk.queues["Open"])
    assert services.change(desk.open, by=SYSTEM, category=None).category is None
    assert services.change(desk.open, by=SYSTEM, category=theirs).queue == desk.queues["Vault"]


def test_who_may_not_work_there_takes_nothing_and_lets_go(desk):
    ben = bound(desk.people.ben, own="full", others="none")
    with pytest.raises(services.CannotTake) as refusal:
        services.assign(desk.open, ben, by=SYSTEM)
    assert refusal.value.data["reason"] == "not_in_queue"
    services.assign(desk.vault, ben, by=SYSTEM)
    assert services.change(desk.vault, by=SYSTEM, queue=desk.queues["Open"]).assignee is None


def test_a_move_that_took_it_from_its_owner_is_taken_back(desk):
    ana = bound(desk.people.ana, own="full", others="none")
    row = services.assign(desk.open, ana, by=ana.actor)
    before = services.stand(row)
    row = services.change(row, by=desk.people.adam.actor, queue=desk.queues["Vault"])
    moved = services.difference(before, services.stand(row))
    assert row.assignee is None
    assert services.give_back(row, moved, by=desk.people.adam.actor) == []
    row = Ticket.objects.get(pk=row.pk)
    assert (row.queue, row.assignee) == (desk.queues["Open"], ana)


def test_a_new_ticket_opens_where_one_may(desk):
    pk = desk.queues["Open"].pk
    ana = bound(desk.people.ana, others="none", **{f"q{pk}": "create"}).actor
    opened, _ = services.open_ticket(desk.carla, "Call", Words("Hi"), channel="phone", by=ana)
    assert opened.queue_id == pk
    with pytest.raises(Refused):
        services.open_ticket(
            desk.carla, "Call", Words("Hi"), channel="phone", by=ana, queue=desk.queues["Vault"]
        )


def test_a_change_of_many_leaves_out_what_one_may_not(desk):
    ana = bound(desk.people.ana, own="full", others="read").actor
    row = services.bulk.start({"priority": "high"}, by=ana, filters=selectors.Filters())
    assert list(row.items.values_list("ticket", flat=True)) == [desk.open.pk]
    row = services.bulk.start({"priority": "high"}, by=ana, numbers=[desk.open.number, desk.vault.number])
    services.bulk.work(row.pk)
    states = dict(row.items.values_list("ticket", "state"))
    assert states == {desk.open.pk: "done", desk.vault.pk: "failed"}


def test_a_note_names_and_offers_only_who_may_read_it(desk):
    bound(desk.people.ben, own="full", others="none")
    services.note(desk.open, "@ben @lena look", author=desk.people.ana, by=desk.people.ana.actor)
    assert [user.name for user in selectors.watchers_of(desk.open)] == ["Lena Lead"]
    assert selectors.to_mention("ben", desk.queues["Open"].pk) == []
    assert [user.name for user in selectors.to_mention("ben", desk.queues["Vault"].pk)] == ["Ben Agent"]


def test_the_bin_shows_what_one_may_delete(desk):
    services.delete(desk.open, by=SYSTEM)
    services.delete(desk.vault, by=SYSTEM)
    adam = bound(desk.people.adam, **{f"q{desk.queues['Vault'].pk}": "change"}).actor
    assert list(selectors.binned(adam)) == [desk.open]


def test_a_level_of_a_person_outweighs_the_roles(desk):
    role = Role.objects.get(key="agent")
    accounts.save_role(role, by=SYSTEM, reach={"own": "full", "others": "none"})
    pk = desk.queues["Vault"].pk
    ana = bound(desk.people.ana, **{f"q{pk}": "read"}).actor
    selectors.ticket_for(ana, desk.vault.number, to=VIEW)
    for need in (REPLY, DELETE):
        with pytest.raises(Refused):
            selectors.ticket_for(ana, desk.vault.number, to=need)


def test_new_rights_hold_with_the_next_click(acme, desk):
    caller = Caller(acme, desk.people.ana)
    assert caller.read(f"/tickets/{desk.vault.number}/").status_code == 200
    accounts.save_role(Role.objects.get(key="agent"), by=SYSTEM, reach={"others": "none"})
    assert caller.read(f"/tickets/{desk.vault.number}/").status_code == 404


def test_finishing_those_under_it_stops_at_the_queue(desk):
    people, solved = desk.people, status_of("resolved")
    under, _ = services.open_ticket(
        desk.carla, "Mine", Words("Hi"), channel="mail", by=desk.carla.actor, queue=desk.open.queue
    )
    for child in (desk.vault, under):
        services.link(desk.open, child, "parent_of", by=SYSTEM)
    ana = bound(people.ana, own="full", others="none").actor

    with pytest.raises(services.OpenChildren) as asked:
        services.change(desk.open, by=ana, status=solved)
    data = asked.value.data
    assert (data["count"], data["children"], data["kept"]) == (2, [under.label], 1)
    assert desk.vault.label not in str(asked.value.message)

    services.change(desk.open, by=ana, status=solved, with_children="close")
    assert {row.number for row in Ticket.objects.filter(is_finished=False)} == {desk.vault.number}


def test_who_may_delete_here_deletes_no_notes_elsewhere(acme, desk):
    people = desk.people
    note = services.note(desk.vault, "Hm.", author=people.ben, by=people.ben.actor)
    adam = bound(people.adam, own="full", others="read")
    assert adam.actor.may(DELETE)
    assert said(Caller(acme, adam).call("DELETE", f"/messages/{note.public_id}/")) == (403, "note.not_yours")
    note.refresh_from_db()
    assert note.withdrawn_at is None
    adam = bound(people.adam, own="full", others="full")
    assert Caller(acme, adam).call("DELETE", f"/messages/{note.public_id}/").status_code == 204


def test_nobody_takes_a_reply_back_where_they_may_not_answer(acme, desk):
    people = desk.people
    reply = services.reply(desk.vault, "Soon.", author=people.ben, by=people.ben.actor)
    ana = SiteClient(acme).sign_in(bound(people.ana, own="full", others="read"))
    answer = ana.post(f"/desk/tickets/{desk.open.number}/undo/{reply.public_id}/")
    assert answer.status_code == 404
    services.merge(desk.open, into=desk.vault, by=SYSTEM)
    answer = ana.post(f"/desk/tickets/{desk.open.number}/undo/{reply.public_id}/")
    assert answer.status_code == 403
    reply.refresh_from_db()
    assert reply.withdrawn_at is None
