"""The customer of a merged ticket hears under which number it goes on, unless somebody thinks better of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.contacts import services as contacts
from core.desk import texts
from core.mail import outbox, selectors
from core.mail import services as mail
from core.mail.models import Letter, Mailbox
from core.tickets import services as tickets
from core.tickets.models import Ticket
from core.tickets.services.words import Words
from tenants.kernel import clock
from tests.core.mail.conftest import letter

LATER = timedelta(minutes=1)
pytestmark = pytest.mark.usefixtures("smtp")


@pytest.fixture
def pair(post, drain):
    """Two tickets of Carla: the older one goes on."""
    first = post(letter("It is wrong.", mime_id="<m1@customer.example>")).message.ticket
    second = post(letter("Still wrong.", subject="Invoice again", mime_id="<m2@customer.example>"))
    drain(at=clock.now() + LATER)
    return second.message.ticket, first


def _told():
    return Letter.objects.filter(kind="merged")


def _merge(pair, people, **more):
    return tickets.merge(pair[0], into=pair[1], by=people.ana.actor, **more)


def test_a_short_letter_names_both_numbers_and_continues_the_thread(pair, people, drain, smtp):
    _merge(pair, people)
    drain(at=clock.now() + LATER)
    [sent] = [one for one in smtp.letters if "goes on under" in str(one.message["Subject"])]
    assert sent.recipients == ["carla@customer.example"]
    assert sent.message["Subject"] == "[T-0001] Your request T-0002 goes on under a new number"
    text = sent.message.get_body(("plain",)).get_content()
    assert "your request T-0002 belongs together with T-0001" in text
    assert "/help/sign-in/" in text
    assert "Still wrong." not in text
    assert "<m2@customer.example>" in sent.message["References"]
    assert sent.message["Auto-Submitted"] == "auto-generated"
    assert sent.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_is_answered_comes_to_the_ticket_that_goes_on(pair, people, post, drain):
    _merge(pair, people)
    drain(at=clock.now() + LATER)
    answer = letter("Fine.", to=_told().get().reply_to, subject="Re: x", mime_id="<m9@customer.example>")
    assert post(answer, to=_told().get().reply_to).message.ticket == pair[1]


def test_undone_in_time_nothing_leaves(pair, people, drain, smtp):
    merge = _merge(pair, people)
    drain()
    assert _told().get().state == "queued"
    tickets.unmerge(merge, by=people.ana.actor)
    drain(at=clock.now() + LATER)
    assert _told().get().state == "canceled"
    assert not [one for one in smtp.letters if "goes on under" in str(one.message["Subject"])]


def test_an_undo_that_nobody_has_heard_of_yet_holds_the_letter_back(pair, people):
    merge = _merge(pair, people)
    told = mail.queue_merged(merge.pk)
    tickets.unmerge(merge, by=people.ana.actor)
    with clock.at(clock.now() + LATER):
        assert outbox.claim(told.pk) is None
    told.refresh_from_db()
    assert (told.state, told.text) == ("canceled", "")


def test_merged_again_they_are_told_again_and_twice_is_once(pair, people, drain):
    tickets.unmerge(_merge(pair, people), by=people.ana.actor)
    drain()
    merge = _merge(pair, people)
    drain()
    assert mail.queue_merged(merge.pk) is None
    drain(at=clock.now() + LATER)
    assert list(_told().order_by("pk").values_list("state", flat=True)) in (["sent"], ["canceled", "sent"])


def test_a_stranger_is_told_only_when_somebody_says_so(pair, people, drain):
    other = tickets.open_ticket(
        people.dmitri, "Mine", Words("Me too."), channel="mail", by=people.dmitri.actor
    )[0]
    merge = tickets.merge(other, into=pair[1], by=people.ana.actor, join=True)
    drain()
    assert not _told().exists()
    tickets.unmerge(merge, by=people.ana.actor)
    tickets.merge(other, into=pair[1], by=people.ana.actor, join=True, tell=True)
    drain()
    assert _told().get().recipient == people.dmitri.email


@pytest.mark.parametrize(("of_mailbox", "chosen", "told"), [
    (False, None, 0), (False, True, 1), (True, False, 0), (True, None, 1),
])  # fmt: skip
def test_the_mailbox_says_what_holds_when_nobody_chooses(pair, people, drain, of_mailbox, chosen, told):
    box = Mailbox.objects.get(is_default=True)
    mail.set_telling(box, of_mailbox, by=people.olivia.actor)
    assert selectors.tells_merges(pair[1].queue_id) is of_mailbox
    _merge(pair, people, tell=chosen)
    drain()
    assert _told().count() == told


def test_who_wants_no_automatic_mail_or_cannot_be_reached_gets_none(pair, people, drain):
    contacts.silence(people.carla, "unsubscribed", by=people.carla.actor)
    _merge(pair, people)
    drain()
    assert not _told().exists()


def test_a_ticket_of_notes_alone_is_nobodys_to_hear_of(pair, people, drain):
    note = tickets.note(pair[0], "Between us.", author=people.ana, by=people.ana.actor)
    split = tickets.split(note, by=people.ana.actor)
    tickets.merge(split, into=pair[1], by=people.ana.actor)
    drain()
    assert not _told().exists()


def test_many_at_once_are_no_flood(post, people, drain, pair):
    many = [
        tickets.open_ticket(people.carla, f"No {n}", Words("x"), channel="phone", by=people.ana.actor)[0]
        for n in range(6)
    ]
    tickets.merge_all(many, into=pair[1], by=people.ana.actor)
    drain()
    assert _told().count() == 3


@pytest.mark.parametrize(
    ("language", "word"), [("en", "belongs"), ("de", "gehört"), ("fr", "pair"), ("es", "unida")]
)
def test_it_speaks_the_customers_language(pair, people, drain, language, word):
    people.carla.language = language
    people.carla.save()
    _merge(pair, people)
    drain()
    assert word in _told().get().text
    assert texts.fault("request_merged", *texts.first_wording("request_merged", language)) == ("", "")


def test_the_page_asks_and_what_is_ticked_holds(pair, people, browser, acme, drain):
    ana = browser(acme, people.ana)
    shown = ana.get("/desk/merge/?tickets=1,2").text
    assert 'name="tell" value="yes" checked' in shown
    form = {"tickets": "1,2", "into": "1", "asks": "tell"}
    assert ana.post("/desk/merge/", form).status_code == 302
    drain()
    assert not _told().exists()
    tickets.unmerge(Ticket.objects.get(number=2).merges.get(), by=people.ana.actor)
    ana.post("/desk/merge/", form | {"tell": "yes"})
    drain()
    assert _told().count() == 1


def test_the_box_is_empty_between_strangers_and_a_refusal_keeps_it(pair, people, browser, acme):
    tickets.open_ticket(people.dmitri, "Mine", Words("Me."), channel="mail", by=people.dmitri.actor)
    ana = browser(acme, people.ana)
    assert 'name="tell" value="yes">' in ana.get("/desk/merge/?tickets=1,3").text
    refused = ana.post("/desk/merge/", {"tickets": "1,3", "into": "1", "asks": "tell", "tell": "yes"})
    assert refused.status_code == 409
    assert 'name="tell" value="yes" checked' in refused.text


def test_the_address_page_switches_it(people, browser, acme):
    owner, box = browser(acme, people.olivia), Mailbox.objects.get(is_default=True)
    for action, wanted in (("hush_merges", False), ("tell_merges", True)):
        owner.post(f"/settings/mailboxes/{box.pk}/", {"action": action})
        box.refresh_from_db()
        assert box.tells_merges is wanted
