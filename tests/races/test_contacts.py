"""Two people merge at once, and mail comes in meanwhile: nothing is lost, and nobody waits for each other."""

from __future__ import annotations

from core.contacts.models import Contact, ContactMerge
from core.contacts.services import contact_for, merge_contacts, split_contacts
from core.contacts.services.merge import MergedAlready, gather
from core.tickets import services
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tests.races.conftest import together


def _write(contact):
    return lambda: services.open_ticket(contact, "Help", Words("x"), channel="mail", by=contact.actor)[0]


def test_two_merges_of_the_same_two_make_one(world):
    carla, by = world.people.carla, world.people.ana.actor
    twin = contact_for("carla@work.example", "Carla")
    for contact in (carla, twin):
        _write(contact)()
    one = [lambda: merge_contacts(twin, into=carla, by=by)] * 3
    other = [lambda: merge_contacts(carla, into=twin, by=by)] * 3
    answers = together(*one, *other)
    made = [each for each in answers if isinstance(each, ContactMerge)]
    assert len({each.pk for each in made}) == ContactMerge.objects.count() == 1
    assert {type(each) for each in answers} <= {ContactMerge, MergedAlready}, answers
    assert set(Ticket.objects.values_list("contact", flat=True)) == {made[0].survivor_id}


def test_mail_that_comes_while_they_are_merged_ends_with_the_survivor(world):
    carla, by = world.people.carla, world.people.ana.actor
    twin = contact_for("carla@work.example", "Carla")
    old = _write(twin)()

    def answer():
        return services.hear(old, Words("More"), contact=twin, channel="mail", by=twin.actor)

    answers = together(*[_write(twin)] * 6, *[answer] * 4, lambda: merge_contacts(twin, into=carla, by=by))
    assert not [each for each in answers if isinstance(each, Exception)], answers
    row = ContactMerge.objects.get()
    gather(row.pk)
    assert set(Ticket.objects.values_list("contact", flat=True)) == {carla.pk}
    assert Ticket.objects.count() == 7
    assert not old.messages.filter(author_contact=twin).exists()

    answers = together(*[lambda: split_contacts(row, by=by)] * 3)
    assert not [each for each in answers if isinstance(each, Exception)], answers
    assert Contact.objects.get(pk=twin.pk).merged_into is None
    assert Ticket.objects.get(pk=old.pk).contact_id == twin.pk
