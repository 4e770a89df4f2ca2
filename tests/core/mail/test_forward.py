"""A message passed on to a third party: the letter, and what is in it that may be in it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.files.services import keep_file
from core.mail import marks, mime, services
from core.mail.models import Letter
from core.mail.sending import shape
from core.mail.sending.providers import PROVIDERS
from core.tickets import services as tickets
from core.tickets.models import Draft, Message, Participant
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM
from tests.core.mail.conftest import letter
from tests.support.fakes.smtp import at

LATER = timedelta(minutes=1)
PIA = "pia@parts.example"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture
def asked(post):
    """Carla wrote a page with a remote picture; Ana answered, and left a note."""
    page = (
        '<p>The <b>pump</b> leaks.</p><img src="https://spy.example/x.png" alt="a pump"><script>x()</script>'
    )
    return post(letter("The pump leaks.", subject="Pump [T-0009]", html=page)).message


@pytest.fixture
def forward(asked, people):
    def pass_on(text="Can you help?", *, to=(PIA,), message=None, **more):
        return tickets.forward(message or asked, text, to=to, author=people.ana, by=people.ana.actor, **more)

    return pass_on


def the_one(smtp, whom=PIA):
    [sent] = [one for one in smtp.letters if whom in one.recipients]
    return sent


def parts(sent):
    both = (sent.message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    return [text.replace("\r\n", "\n") for text in both]


def test_the_letter_holds_the_introduction_and_the_message_with_its_head(asked, forward, drain, smtp):
    forward(to=[PIA, "otto@parts.example"], cc=["eva@parts.example"], bcc=["ben@parts.example"])
    drain(at=clock.now() + LATER)

    sent = the_one(smtp)
    plain, page = parts(sent)
    assert sent.recipients == [PIA, "otto@parts.example", "eva@parts.example", "ben@parts.example"]
    assert (sent.message["To"], sent.message["Cc"]) == (f"{PIA}, otto@parts.example", "eva@parts.example")
    assert sent.message["Subject"] == "Fwd: Pump"
    assert sent.message["From"] == "Ana Agent via Acme Cloud <support@acme.localhost>"
    head = plain[plain.index("---------- Forwarded message") :].splitlines()
    assert head[:2] == [
        "---------- Forwarded message ----------", "From: Carla Customer <carla@customer.example>",
    ]  # fmt: skip
    assert head[2].startswith("Date: ")
    assert head[3:] == ["Subject: Pump", "To: support@acme.localhost", "", "The pump leaks."]
    assert plain.index("Can you help?") < plain.index("Ana Agent\nAcme Cloud") < plain.index("---- Forwarded")
    assert "<b>pump</b>" in page
    assert "<b>From:</b> Carla Customer &lt;carla@customer.example&gt;" in page


def test_a_provider_is_told_the_same_people(forward):
    message = forward(to=[PIA, "otto@parts.example"], cc=["eva@parts.example"], bcc=["ben@parts.example"])
    row = services.queue_forward(message.pk)
    mail = shape.mail(mime.message_of(row), row.recipients, PROVIDERS["postmark"], row)
    assert (mail.to, mail.cc, mail.bcc) == (
        [PIA, "otto@parts.example"], ["eva@parts.example"], ["ben@parts.example"],
    )  # fmt: skip


def test_its_page_is_harmless_and_tells_nobody_that_it_is_read(forward, drain, smtp):
    forward()
    drain(at=clock.now() + LATER)
    page = parts(the_one(smtp))[1]
    assert "script" not in page
    assert "spy.example" not in page
    assert "a pump" in page


def test_an_introduction_is_escaped_and_may_be_missing(forward, drain, smtp):
    forward("<img src=x onerror=alert(1)>")
    forward("", to=["otto@parts.example"])
    drain(at=clock.now() + LATER)
    assert "&lt;img src=x" in parts(the_one(smtp))[1]
    assert "Forwarded message" in parts(the_one(smtp, "otto@parts.example"))[0]


def test_nothing_that_is_the_customers_alone_leaks(asked, post, people, forward, drain, smtp):
    ticket = asked.ticket
    tickets.reply(ticket, "A secret between us.", author=people.ana, by=people.ana.actor)
    tickets.note(ticket, "She is angry.", author=people.ben, by=people.ben.actor)
    drain(at=clock.now() + LATER)
    reply = Letter.objects.get(kind="reply")
    link = "https://acme.localhost/help/sign-in/abc.def/"
    quoted = f"Your link {link} and {reply.reply_to} still?\n\nOn Monday Ana wrote:\n> A secret between us."
    again = post(letter(quoted, html=f'<p>Your <a href="{link}">link</a> {reply.reply_to}</p>', to=reply.reply_to,
                        mime_id="<again@customer.example>"), to=reply.reply_to)  # fmt: skip
    assert again.message.ticket == ticket

    forward(message=again.message)
    drain(at=clock.now() + 2 * LATER)

    sent = the_one(smtp)
    whole = "".join(parts(sent))
    for secret in ("secret", "angry", "/help/", marks.reply_token(ticket, people.carla.pk), "T-00", "spy."):
        assert secret not in whole
    assert "support@acme.localhost" in whole
    assert (sent.message["References"], sent.message["In-Reply-To"]) == (None, None)
    assert reply.mime_id not in sent.message.as_string()


def test_links_that_a_mail_program_wrapped_or_encoded_open_nothing_either(post, people, forward, drain, smtp):
    """Filters of mail servers rewrite links, and pages write addresses with an encoded @."""
    safe = "https://eur01.safelinks.example/?url=https%3A%2F%2Facme.localhost%2Fhelp%2Fsign-in%2Fabc.def%2F&data=05"
    twice = "https://filter.example/v2?u=https-3A__x&l=https%253A%252F%252Facme.localhost%252Fhelp%252Fsign-in%252Fghi"
    box = "mailto:support%2B1-tagtagtag%40acme.localhost"
    page = f'<p><a href="{safe}">here</a> <a href="{twice}">there</a> <a href="{box}">write</a></p>'
    came = post(letter(f"Your link {safe} or {twice}?", html=page, mime_id="<w@customer.example>"))

    forward(message=came.message)
    drain(at=clock.now() + LATER)

    whole = "".join(parts(the_one(smtp)))
    assert [secret for secret in ("abc.def", "ghi", "tagtag") if secret in whole] == []
    assert "(link removed)" in whole


def test_it_has_a_tag_and_a_message_id_of_its_own(asked, forward, drain, smtp):
    message = forward()
    drain(at=clock.now() + LATER)
    row = Letter.objects.get(kind="forward")
    tag = f"support+{marks.aside_token(message.pk)}@acme.localhost"
    assert (row.reply_to, row.envelope_from) == (tag, tag)
    assert (the_one(smtp).message["Reply-To"], the_one(smtp).message["Message-ID"]) == (
        tag,
        f"<{row.mime_id}>",
    )
    assert marks.side_of(marks.aside_token(message.pk)) == message.pk


def test_chosen_files_go_along_and_its_pictures_stand_in_the_page(post, people, forward, drain, smtp):
    mail = letter("See.", html='<p>See <img src="cid:shot"> <img src="cid:gone" alt="the other"></p>', subject="F",
                  files=(("list.txt", b"a b c", "text/plain"),))  # fmt: skip
    message = post(mail).message
    shot = keep_file(PNG, "shot.png", by=SYSTEM, content_id="<shot>", strict=False)
    message.attachments.add(shot)
    chosen = [shot.public_id, message.attachments.get(filename="list.txt").public_id]

    files = tickets.gather(message.ticket, chosen, by=people.ana.actor)
    forward(message=message, attachments=files)
    drain(at=clock.now() + LATER)

    sent = the_one(smtp).message
    assert {part.get_filename() for part in sent.walk() if part.get_filename()} == {"shot.png", "list.txt"}
    assert [part["Content-ID"] for part in sent.walk() if part["Content-ID"]] == ["<shot>"]
    page = sent.get_body(("html",)).get_content()
    assert 'src="cid:shot"' in page
    assert "cid:gone" not in page
    assert "the other" in page


def test_it_is_an_internal_message_and_moves_neither_status_nor_clocks(asked, forward, people):
    before = asked.ticket
    message = forward(to=[PIA, "otto@parts.example"])
    ticket = message.ticket
    ticket.refresh_from_db()
    assert (message.kind, message.to, message.about, message.side) == (
        "forward", [PIA, "otto@parts.example"], asked, None,
    )  # fmt: skip
    assert (ticket.status, ticket.awaits_reply, ticket.first_replied_at, ticket.preview) == (
        before.status, True, None, before.preview,
    )  # fmt: skip
    assert (ticket.assignee, ticket.message_count) == (people.ana, 2)
    assert not Participant.objects.exists()


@pytest.mark.parametrize(
    ("to", "refusal"),
    [
        ([], tickets.NoRecipient),
        (["  "], tickets.NoRecipient),
        (["nonsense"], tickets.BadCopy),
        (["Carla@Customer.example"], tickets.ToCustomer),
        (["Support@acme.localhost"], tickets.ToOurselves),
        (["support+x@acme.localhost"], tickets.ToOurselves),
        ([f"n{k}@x.example" for k in range(21)], tickets.TooManyRecipients),
    ],
)
def test_wrong_recipients_are_refused_and_nothing_is_sent(asked, forward, to, refusal):
    with pytest.raises(refusal):
        forward(to=to)
    assert list(asked.ticket.messages.values_list("kind", flat=True)) == ["customer"]


@pytest.mark.parametrize("field", ["cc", "bcc"])
def test_the_customer_gets_no_copy_either_whichever_address(asked, people, forward, field):
    from core.contacts import services as contacts

    contacts.add_address(people.carla, "carla@home.example", by=people.ana.actor)
    with pytest.raises(tickets.ToCustomer):
        forward(**{field: ["Carla@home.example"]})


def test_whoever_is_blocked_gets_nothing(people, forward):
    people.dmitri.is_blocked = True
    people.dmitri.save()
    with pytest.raises(tickets.ToBlocked):
        forward(to=[people.dmitri.email.upper()])


def test_notes_and_what_may_be_taken_back_are_not_forwarded(asked, people, forward):
    note = tickets.note(asked.ticket, "Hm.", author=people.ben, by=people.ben.actor)
    reply = tickets.reply(asked.ticket, "Soon.", author=people.ana, by=people.ana.actor)
    with pytest.raises(tickets.NotToForward):
        forward(message=note)
    with pytest.raises(tickets.NotYetSaid):
        forward(message=reply)
    tickets.withdraw(reply, by=people.ana.actor)
    with pytest.raises(tickets.NotToForward):
        forward(message=reply)


def test_a_reply_is_passed_on_as_ours(asked, people, forward, drain, smtp):
    reply = tickets.reply(asked.ticket, "We look into it.", author=people.ana, by=people.ana.actor)
    drain(at=clock.now() + LATER)
    with clock.at(clock.now() + LATER):
        forward(message=reply)
    drain(at=clock.now() + 3 * LATER)
    plain = parts(the_one(smtp))[0]
    assert "From: Ana Agent <support@acme.localhost>" in plain
    assert "To: carla@customer.example" in plain


def test_it_is_taken_back_within_its_time_and_becomes_a_draft_again(asked, people, forward, drain, smtp):
    message = forward("Please look.", cc=["eva@parts.example"])
    drain()
    tickets.withdraw(message, by=people.ana.actor)
    drain(at=clock.now() + LATER)

    draft = Draft.objects.get(kind="forward")
    assert (draft.body, draft.about) == ("Please look.", asked.public_id)
    assert draft.addresses == {"to": PIA, "cc": "eva@parts.example", "bcc": "", "answer": ""}
    assert not [one for one in smtp.letters if PIA in one.recipients]
    assert Letter.objects.get(kind="forward").state == "canceled"
    asked.ticket.refresh_from_db()
    assert asked.ticket.message_count == 1
    with pytest.raises(tickets.TooLate):
        tickets.withdraw(forward_left(forward), by=people.ana.actor)


def forward_left(forward):
    message = forward()
    Message.objects.filter(pk=message.pk).update(undo_until=clock.now() - LATER)
    return message


def test_a_refused_letter_is_told_in_a_note_and_at_the_message(asked, forward, drain, smtp):
    from core.contacts.models import Identity

    drain(at=clock.now() + LATER)
    message = forward()
    smtp.script(at("RCPT", "550 5.1.1 no such user"))
    drain(at=clock.now() + LATER)
    drain(at=clock.now() + 2 * LATER)
    assert Letter.objects.get(message=message).state == "failed"
    assert f"Mail to {PIA} could not" in asked.ticket.messages.filter(kind="note").last().text
    assert Identity.objects.get(email="carla@customer.example").undeliverable_at is None


def test_answers_of_the_customer_carry_nothing_of_it(asked, people, forward, drain, smtp):
    forward("Between us.")
    drain(at=clock.now() + LATER)
    tickets.reply(asked.ticket, "We have asked the maker.", author=people.ana, by=people.ana.actor)
    drain(at=clock.now() + 2 * LATER)
    sent = next(one for one in smtp.letters if "asked the maker" in str(one.message)).message
    assert Letter.objects.get(kind="forward").mime_id not in sent.as_string()
    assert "Between us" not in sent.as_string()


def test_the_event_told_twice_writes_one_letter(forward):
    message = forward()
    assert services.queue_forward(message.pk) == services.queue_forward(message.pk)
    assert Letter.objects.filter(message=message).count() == 1
