"""What names, days and lost sight must not do: keys of activities, years of days, words one may not read."""

from __future__ import annotations

from datetime import date

import pytest

from core.desk.models import Queue
from core.tickets import services as tickets
from core.work import services
from core.work.selectors import days as day_reading
from core.work.selectors import time as reading
from core.work.selectors.summing import summed
from core.work.services import days, entries, timers
from portal.agent import time_words
from tenants import remembered
from tenants.kernel.errors import Invalid
from tests.support.callers import Caller
from tests.support.reach import bound

pytestmark = pytest.mark.django_db
SHUT = "A ticket that is gone, or that you may not see"


def keys(people, *names):
    return [one["key"] for one in days.save_rules(by=people.olivia.actor, activities=list(names)).activities]


class TestActivities:
    def test_names_beyond_ascii_have_keys_of_their_own_that_stay(self, people):
        first = keys(people, "Поддержка", "会議", "Büro", "Buro")
        assert len(set(first)) == 4
        assert first[2] == "buro"
        assert keys(people, "Buro", "会議", "Поддержка", "Neu")[:3] == [first[3], first[1], first[0]]
        assert all(key.isascii() and len(key) <= 40 for key in first)

    def test_the_same_name_has_the_same_key_wherever_it_stands(self, people):
        one = keys(people, "会議", "Поддержка")
        keys(people, "Support")
        assert keys(people, "Поддержка", "会議") == one[::-1]

    def test_a_name_twice_is_one_and_one_that_looks_alike_is_another(self, people):
        found = keys(people, "Calls", " Calls ", "calls!")
        assert (len(found), found[0], found[1].startswith("calls-")) == (2, "calls", True)


@pytest.mark.parametrize("year", [1, 1999, 2100, 9999])
def test_days_are_of_this_century(people, task, year):
    day, said = date(year, 5, 5), "Give a day from 2000 to 2099."
    one, shop = task(), services.open_project("Shop", by=people.ana.actor)
    stone = services.add_milestone(shop, "Opening", by=people.ana.actor, due_on=date(2099, 12, 31))
    ana = people.ana.actor
    for name, work in (
        ("due_on", lambda: services.change(one, by=ana, due_on=day)),
        ("due_on", lambda: services.open_task("New", by=ana, due_on=day)),
        ("start_on", lambda: services.change_project(shop, by=ana, start_on=day)),
        ("end_on", lambda: services.open_project("Other", by=ana, end_on=day)),
        ("due_on", lambda: services.add_milestone(shop, "Other", by=ana, due_on=day)),
        ("due_on", lambda: services.change_milestone(stone, by=ana, due_on=day)),
    ):
        with pytest.raises(Invalid) as refused:
            work()
        assert refused.value.data["fields"] == {name: [said]}
    one.refresh_from_db()
    assert (one.due_on, one.version) == (None, 1)


class TestLostSight:
    @pytest.fixture
    def lost(self, people, ticket):
        """Ben counted time on a ticket that lies since where he may not look."""
        timers.start(people.ben, by=people.ben.actor, ticket=ticket)
        timers.stop(people.ben, by=people.ben.actor)
        vault = Queue.objects.create(name="Vault")
        tickets.change(ticket, by=people.adam.actor, queue=vault)
        remembered.forget()
        return bound(people.ben, **{f"q{vault.pk}": "none"})

    def test_their_own_week_has_the_number_and_a_neutral_phrase(self, lost, ticket):
        row = reading.entry_for(lost.actor, reading.visible(lost.actor).get().pk)
        assert row.is_shut
        told = time_words.entry(row, lost.actor)
        assert (told["on"], told["title"], told["url"]) == (ticket.label, SHUT, "")
        line = summed(lost.actor, reading.visible(lost.actor), "item", reading.zone_of(lost))[0]
        assert (line["key"], line["name"]) == (ticket.label, f"{ticket.label} ({SHUT})")

    def test_the_day_does_not_say_what_it_was_about(self, lost, ticket):
        made = day_reading.made_of(lost, day_reading.today_of(lost))
        assert f"{ticket.label} ({SHUT})" in made.in_progress
        assert ticket.subject not in made.in_progress

    def test_who_may_read_it_reads_it(self, people, ticket, lost):
        entries.log(people.ana, 5, by=people.ana.actor, ticket=ticket)
        row = reading.entry_for(people.ana.actor, reading.visible(people.ana.actor).get(person=people.ana).pk)
        assert (row.is_shut, time_words.entry(row, people.ana.actor)["title"]) == (False, ticket.subject)

    def test_the_api_says_it_alike(self, acme, lost, ticket):
        answer = Caller(acme, lost).read("/time-logs/")
        item = answer.json()["results"][0]["item"]
        assert (item["label"], item["title"]) == (ticket.label, SHUT)
