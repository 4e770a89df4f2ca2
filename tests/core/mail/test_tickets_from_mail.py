"""A mail becomes a ticket, or continues one: every threading rule and who may use it."""

from __future__ import annotations

from core.mail.models import InboundMail, Letter, MailReference
from core.tickets.models import Message, Ticket
from tests.core.mail.conftest import letter, said

State = InboundMail.State


def test_first_mail_opens_a_ticket(post, people):
    inbound = post(
        letter("The second charge is wrong.", subject="Charged twice", mime_id="<a1@customer.example>")
    )

    ticket = Ticket.objects.get()
    assert (inbound.state, inbound.reason, inbound.subject) == (State.DONE, "", "Charged twice")
    assert inbound.from_address == "carla@customer.example"
    assert inbound.message.ticket == ticket
    assert (ticket.label, ticket.subject, ticket.contact, ticket.channel) == (
        "T-0001",
        "Charged twice",
        people.carla,
        "mail",
    )
    assert ticket.messages.get().text == "The second charge is wrong."
    assert MailReference.objects.get(mime_id="a1@customer.example").ticket == ticket
    assert [line["step"] for line in inbound.trace] == [
        "elders_first", "alignment", "own_loop", "silence", "aside_tag", "rules", "automatic", "sender", "passed_on", "words", "html", "seal", "files", "known_ids", "aside", "follow_up",
        "merged", "machine_without_thread", "same_case", "rulings", "limits", "place", "thread", "copies", "obey", "confirm",
    ]  # fmt: skip
    assert said(inbound, "place") == "opened T-0001"


def test_stranger_becomes_a_contact(post):
    post(letter(sender="Nora Neu <nora@new.example>"), sender="nora@new.example")
    contact = Ticket.objects.get().contact
    assert (contact.name, contact.email) == ("Nora Neu", "nora@new.example")


def test_files_and_inline_images_are_kept(post, people):
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
    )
    post(
        letter(
            "See the file.",
            files=(("shot.png", png, "image/png"), ("note.txt", b"hello there", "text/plain")),
        )
    )
    files = Message.objects.get().attachments.order_by("id")
    assert [(file.filename, file.content_type, file.size) for file in files] == [
        ("shot.png", "image/png", len(png)),
        ("note.txt", "text/plain", 11),
    ]


def test_quotation_and_signature_are_folded_and_no_words_of_the_message(post, people):
    body = "Still dark.\n\n-- \nCarla Customer\nTel. 030 1234567\n\nOn Fri, 20 Nov 2026 at 9:00 Acme wrote:\n> Please restart it."
    inbound = post(letter(body))

    message = inbound.message
    assert (message.text, message.signature) == ("Still dark.", "-- \nCarla Customer\nTel. 030 1234567")
    assert message.quoted.endswith("> Please restart it.")
    assert said(inbound, "words") == "2 words new; 13 words quoted, folded; 6 words in the signature, folded"
    assert said(inbound, "html") == "it has none"


def test_the_trace_tells_what_became_of_the_page(post, people):
    inbound = post(
        letter("Hello", html='<p>Hello</p><img src="https://spy.example/x.png"><script>alert(1)</script>')
    )

    assert said(inbound, "html") == "made harmless; 1 remote pictures held back"
    assert "script" not in inbound.message.html


def test_a_mail_without_words_still_becomes_a_ticket(post, people):
    inbound = post(letter("\n"))
    assert inbound.message.text == "(This mail has no text.)"


def _answered(post, people, drain) -> Letter:
    """Carla wrote, Ana answered: Ana's letter."""
    from core.tickets import services as tickets

    post(letter("Help me.", mime_id="<first@customer.example>"))
    tickets.reply(Ticket.objects.get(), "We looked into it.", author=people.ana, by=people.ana.actor)
    drain()
    return Letter.objects.get(kind="reply")


def test_answer_by_address_token(post, people, drain, smtp):
    sent = _answered(post, people, drain)
    inbound = post(letter("Thank you.", to=sent.reply_to, subject="completely different"), to=sent.reply_to)
    assert Ticket.objects.count() == 1
    assert said(inbound, "follow_up") == "continues T-0001 by address token"
    assert Ticket.objects.get().status.category == "open"


def test_answer_by_our_message_id(post, people, drain, smtp):
    sent = _answered(post, people, drain)
    inbound = post(letter("Thank you.", subject="AW: x", in_reply_to=f"<{sent.mime_id}>"))
    assert inbound.message.ticket == Ticket.objects.get()
    assert said(inbound, "follow_up") == "continues T-0001 by our Message-ID"


def test_answer_by_references_to_the_own_mail(post, people):
    post(letter("Help me.", mime_id="<first@customer.example>"))
    inbound = post(letter("One more thing.", references="<first@customer.example>"))
    assert said(inbound, "follow_up") == "continues T-0001 by their Message-ID"
    assert Ticket.objects.get().messages.filter(kind="customer").count() == 2


def test_answer_by_subject_number(post, people):
    post(letter("Help me."))
    inbound = post(letter("Any news?", subject="Question about [T-0001]"))
    assert said(inbound, "follow_up") == "continues T-0001 by subject number"


def test_stranger_with_a_valid_token_gets_a_ticket_of_his_own(post, people, drain, smtp):
    sent = _answered(post, people, drain)
    inbound = post(
        letter("I was sent this.", sender="eve@stranger.example", to=sent.reply_to),
        to=sent.reply_to,
        sender="eve@stranger.example",
    )
    first, second = Ticket.objects.order_by("number")
    assert inbound.message.ticket == second
    assert first.messages.filter(kind="customer").count() == 1
    assert second.messages.get(kind="note").text == (
        "This may belong to T-0001. Its sender has no part in that ticket, so it was kept apart."
    )


def test_subject_number_of_a_stranger_is_nothing(post, people):
    post(letter("Help me."))
    post(
        letter("Mine too.", sender="eve@stranger.example", subject="Re: [T-0001]"),
        sender="eve@stranger.example",
    )
    assert Ticket.objects.count() == 2
    assert Ticket.objects.get(number=1).messages.filter(kind="customer").count() == 1


def test_forged_token_is_nothing(post, people, drain, smtp):
    sent = _answered(post, people, drain)
    forged = sent.reply_to[:-30] + "aaaaaaa" + sent.reply_to[-23:]
    inbound = post(letter("x y z", to=forged), to=forged)
    assert said(inbound, "follow_up") == "nothing"
    assert Ticket.objects.count() == 2


def test_reply_to_a_closed_ticket_opens_a_linked_one(post, people):
    from core.desk import selectors as desk
    from core.tickets import services as tickets

    post(letter("Help me."))
    old = Ticket.objects.get()
    tickets.change(old, by=people.ana.actor, status=desk.default_status("closed"))
    inbound = post(letter("It is back.", subject="Re: [T-0001]"))
    assert inbound.message.ticket.follows == old
    assert said(inbound, "place") == "opened T-0002, follows T-0001"


def test_reply_to_a_resolved_ticket_reopens_it(post, people):
    from core.desk import selectors as desk
    from core.tickets import services as tickets

    post(letter("Help me."))
    tickets.change(Ticket.objects.get(), by=people.ana.actor, status=desk.default_status("resolved"))
    post(letter("It is back.", subject="Re: [T-0001]"))
    ticket = Ticket.objects.get()
    assert (ticket.status.category, ticket.reopen_count) == ("open", 1)


def test_the_same_mail_to_two_of_our_addresses_is_one_ticket(post, people):
    raw = letter("To all of you.", mime_id="<both@customer.example>")
    first = post(raw)
    second = post(raw, to="postmaster@acme.localhost")
    assert Ticket.objects.count() == 1
    assert (second.state, second.message) == (State.DONE, first.message)


def test_used_message_id_with_another_text_is_a_new_mail(post, people):
    post(letter("One.", mime_id="<same@customer.example>"))
    post(letter("Two.", mime_id="<same@customer.example>"))
    assert [message.text for message in Message.objects.filter(kind="customer").order_by("id")] == [
        "One.",
        "Two.",
    ]


def test_reply_to_speaks_only_where_from_cannot(post, people):
    post(
        letter("Hi.", sender="eve@stranger.example", reply_to="carla@customer.example"),
        sender="eve@stranger.example",
    )
    assert Ticket.objects.get().contact.email == "eve@stranger.example"


def test_web_form_speaks_for_the_customer(post, people):
    raw = letter("Form text", sender="no-reply@forms.example", reply_to="Carla <carla@customer.example>")
    post(raw, sender="no-reply@forms.example")
    assert Ticket.objects.get().contact == people.carla


def test_an_agent_who_writes_is_a_customer(post, people):
    inbound = post(letter("Close this.", sender="ana@acme.example"), sender="ana@acme.example")
    assert inbound.message.kind == "customer"
    assert inbound.message.author_user is None


def test_token_of_acme_is_nothing_at_globex(post, people, drain, smtp, globex):
    from core.mail import services
    from tenants import context

    sent = _answered(post, people, drain)
    token = sent.reply_to.partition("+")[2].partition("@")[0]
    with context.tenant(globex):
        to = f"support+{token}@globex.localhost"
        raw = letter("Give me acme's ticket.", to=to, in_reply_to=f"<{sent.mime_id}>", subject="Re: [T-0001]")
        services.process(services.accept(raw, sender="carla@customer.example", recipient=to))
        ticket = Ticket.objects.get()
        assert said(InboundMail.objects.get(), "follow_up") == "nothing"
        assert (ticket.number, ticket.subject) == (1, "Re: [T-0001]")
    assert Ticket.objects.get().messages.filter(kind="customer").count() == 1
