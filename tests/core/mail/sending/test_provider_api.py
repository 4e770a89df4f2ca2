"""Mail of an organization's own domains leaves over a provider's API, with everything that SMTP would carry."""

from __future__ import annotations

import pytest

from core.audit.models import Record
from core.contacts.models import Identity
from core.files.services import keep_file
from core.mail import book, mime, services
from core.mail.letters import staff
from core.mail.models import Letter, MailReference, OwnRelay
from core.mail.sending import api as sending
from core.mail.sending.api import values_of
from core.mail.sending.providers import PROVIDERS
from core.mail.tasks import _deliver
from core.tickets import services as tickets
from core.tickets.models import Message
from tenants import secrets
from tenants.kernel import clock
from tests.core.mail.conftest import letter
from tests.support.fakes.mail_api import FakeMailApi, raw_of

VALUES = {
    "postmark": {"server_token": "pm-token"},
    "mailgun": {"api_key": "mg-key", "place": "eu"},
    "brevo": {"api_key": "brevo-key"},
    "sendgrid": {"api_key": "sg-key", "place": "us"},
    "amazon_ses": {"access_key": "AKIA0000", "secret_key": "aws-secret", "region": "eu-central-1"},
    "resend": {"api_key": "re-key"},
    "mailersend": {"api_token": "ms-token"},
    "sparkpost": {"api_key": "sp-key", "place": "us"},
    "mailjet": {"api_key": "mj-key", "secret_key": "mj-secret"},
    "mandrill": {"api_key": "md-key"},
    "mailtrap": {"api_token": "mt-token"},
    "scaleway": {"secret_key": "sw-secret", "project_id": "1" * 32},
}


class Olivia:
    email = "olivia@elsewhere.example"


@pytest.fixture
def api(settings):
    with FakeMailApi() as server:
        settings.MAIL_PROVIDERS_AT, settings.RELAY_TIMEOUT = server.url, 1
        yield server


@pytest.fixture
def own_address(people):
    box = book.mailboxes()[0]
    return services.add_mailbox("help@acme-cloud.example", box.queue, by=people.olivia.actor, is_default=True)


@pytest.fixture
def use(own_address, people, api):
    def through(provider="postmark", **more):
        return services.use_provider(provider, VALUES[provider] | more, by=people.olivia.actor)

    return through


def _letter() -> Letter:
    return staff.relay_recovered("mx.example", Olivia())


@pytest.fixture
def reply(post, people, drain):
    """The letter of an agent's answer to Carla's mail, with one in copy and a file; due now."""

    def write():
        ticket = post(letter("Where is my invoice?", mime_id="<first@customer.example>")).message.ticket
        Letter.objects.update(state="canceled")
        file = keep_file(b"%PDF-1.4 invoice", "invoice.pdf", by=people.ana.actor)
        given = {"attachments": [file], "cc": ["boss@customer.example"]}
        tickets.reply(ticket, "Here it is.", author=people.ana, by=people.ana.actor, **given)
        drain()
        made = Letter.objects.get(kind="reply")
        Letter.objects.filter(pk=made.pk).update(send_after=clock.now())
        return made

    return write


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_provider_takes_a_letter(use, api, smtp, provider):
    use(provider)
    made = _letter()
    _deliver(made.pk)
    made.refresh_from_db()
    assert (made.state, made.last_error) == ("sent", "")
    assert [one["provider"] for one in api.sent] == [provider]
    assert made.taken_by == PROVIDERS[provider].label
    assert made.provider_id
    assert smtp.letters == []
    assert OwnRelay.objects.get().health == "ok"
    whole = str(api.sent) if provider != "amazon_ses" else str(raw_of(api.sent[0]["data"]))
    for said in ("Auto-Submitted", "X-Deskhand-Loop", "help@acme-cloud.example"):
        assert said in whole


def _headers(data):
    return {one["Name"]: one["Value"] for one in data["Headers"]}


def test_a_reply_keeps_thread_copies_files_and_the_way_back(use, api, reply):
    use("postmark")
    made = reply()
    _deliver(made.pk)
    data = api.sent[0]["data"]
    assert api.sent[0]["headers"]["x-postmark-server-token"] == "pm-token"
    assert (data["To"], data["Cc"]) == ("carla@customer.example", "boss@customer.example")
    assert data["From"] == "Ana Agent via Acme Cloud <help@acme-cloud.example>"
    assert data["ReplyTo"] == made.reply_to
    assert "+" in made.reply_to
    headers = _headers(data)
    assert headers["Message-ID"] == f"<{made.mime_id}>"
    assert headers["X-PM-KeepID"] == "true"
    assert headers["References"].split()[0] == "<first@customer.example>"
    assert headers["In-Reply-To"] == "<first@customer.example>"
    assert "Here it is." in data["TextBody"]
    assert "Here it is." in data["HtmlBody"]
    assert [file["Name"] for file in data["Attachments"]] == ["invoice.pdf"]
    assert data["Metadata"] == {"letter": made.public_id}


def test_amazon_gets_the_mail_whole_and_names_it_anew(use, api, reply):
    use("amazon_ses")
    made = reply()
    _deliver(made.pk)
    raw = raw_of(api.sent[0]["data"])
    assert raw["Message-ID"] == f"<{made.mime_id}>"
    assert [part.get_filename() for part in raw.iter_attachments()] == ["invoice.pdf"]
    renamed = MailReference.objects.get(mime_id="id-1@eu-central-1.amazonses.com")
    assert (renamed.message_id, renamed.is_ours) == (made.message_id, True)


def test_an_answer_to_the_providers_message_id_finds_its_request(use, api, reply, post):
    use("brevo")
    made = reply()
    _deliver(made.pk)
    answer = post(
        letter("Thank you!", in_reply_to="<id-1@smtp-relay.mailin.example>"), to="help@acme-cloud.example"
    )
    assert answer.message.ticket_id == made.ticket_id


def test_whoever_is_in_no_header_gets_a_blind_copy(use, api):
    row, made = use("postmark"), _letter()
    sending.send(row, made, mime.message_of(made), [made.recipient, "hidden@customer.example"])
    assert api.sent[0]["data"]["Bcc"] == "hidden@customer.example"


def test_pictures_of_the_page_stay_in_the_page(use, api):
    row, made = use("postmark"), _letter()
    message = mime.message_of(made)
    message.get_body(("html",)).add_related(b"GIF89a", "image", "gif", cid="<logo@acme>")
    sending.send(row, made, message, [made.recipient])
    (file,) = api.sent[0]["data"]["Attachments"]
    assert (file["ContentID"], file["ContentType"]) == ("cid:logo@acme", "image/gif")


@pytest.mark.parametrize(
    ("provider", "status", "answer"),
    [
        ("postmark", 422, {"ErrorCode": 300, "Message": "Invalid 'To' address: 'olivia@elsewhere.example'."}),
        ("postmark", 422, {"ErrorCode": 406, "Message": "Found inactive addresses: olivia@elsewhere.example. Inactive recipients are ones that hard bounced."}),
        ("mailgun", 400, {"message": "'to' parameter is not a valid address."}),
        ("resend", 422, {"name": "validation_error", "message": "Invalid `to` field."}),
        ("amazon_ses", 400, {"message": "Local address contains control or whitespace"}),
    ],
)  # fmt: skip
def test_a_refused_address_fails_the_letter_and_is_no_fault_of_the_account(
    use, api, provider, status, answer
):
    use(provider)
    api.script(status, answer)
    made = _letter()
    _deliver(made.pk)
    made.refresh_from_db()
    assert made.state == "failed"
    assert PROVIDERS[provider].label in made.last_error
    assert OwnRelay.objects.get().failures == 0


def test_the_agents_learn_why(use, api, reply, drain):
    use("resend")
    made = reply()
    api.script(422, {"message": "Invalid `to` field."})
    _deliver(made.pk)
    drain()
    note = Message.objects.filter(ticket=made.ticket, kind="note").last()
    assert "Invalid `to` field." in note.text


@pytest.mark.parametrize(
    ("provider", "status", "answer"),
    [
        ("postmark", 401, {"ErrorCode": 10, "Message": "Bad or missing Server API token."}),
        ("postmark", 422, {"ErrorCode": 400, "Message": "The 'From' address you supplied is not a Sender Signature."}),
        ("sendgrid", 403, {"errors": [{"message": "The from address does not match a verified Sender Identity."}]}),
        ("mailgun", 404, {"message": "Domain not found: acme-cloud.example"}),
        ("amazon_ses", 403, {"message": "The security token included in the request is invalid."}),
        ("amazon_ses", 400, {"message": "Email address is not verified."}),
        ("brevo", 402, {"message": "Not enough credits"}),
        ("resend", 503, {"message": "later"}),
        ("resend", 302, "http://127.0.0.1:1/"),
    ],
)  # fmt: skip
def test_trouble_with_the_account_is_told_and_the_letter_waits(use, api, provider, status, answer):
    use(provider)
    api.script(status, answer)
    made = _letter()
    _deliver(made.pk)
    made.refresh_from_db()
    assert made.state == "queued"
    row = OwnRelay.objects.get()
    assert (row.health, row.failures) == ("failing", 1)
    assert row.last_error.startswith(PROVIDERS[provider].label)
    assert not any(secret in row.last_error + made.last_error for secret in VALUES[provider].values())


def test_too_much_at_once_waits_and_is_no_fault(use, api):
    use("postmark")
    api.script(429, {"Message": "slow down"})
    made = _letter()
    _deliver(made.pk)
    made.refresh_from_db()
    assert (made.state, OwnRelay.objects.get().failures) == ("queued", 0)


def test_an_answer_that_never_comes_repeats_the_letter_under_its_message_id(use, api):
    use("postmark")
    api.script(0)
    made = _letter()
    _deliver(made.pk)
    Letter.objects.filter(pk=made.pk).update(send_after=clock.now())
    _deliver(made.pk)
    made.refresh_from_db()
    assert made.state == "sent"
    assert len({_headers(one["data"])["Message-ID"] for one in api.sent}) == 1
    assert len(api.sent) == 2


def test_owners_hear_after_the_third_time_through_the_platform(use, api, smtp, drain):
    use("postmark")
    for _ in range(3):
        api.script(401, {"ErrorCode": 10, "Message": "Bad or missing Server API token."})
        _deliver(_letter().pk)
    drain()
    (told,) = [one for one in smtp.letters if "takes no mail" in one.message["Subject"]]
    assert told.message["Subject"] == "Postmark takes no mail of yours"


def test_mail_of_the_platforms_domain_does_not_leave_there(use, api, smtp):
    use("postmark")
    _deliver(staff.relay_failing("Postmark", "no", Olivia()).pk)
    assert (len(api.sent), len(smtp.letters)) == (0, 1)


def test_an_empty_key_stays_and_goes_to_no_other_provider(use, people, api):
    by = people.olivia.actor
    services.use_provider("mailjet", VALUES["mailjet"], by=by)
    row = services.use_provider("mailjet", {"api_key": "other", "secret_key": ""}, by=by)
    assert values_of(row) == {"api_key": "other", "secret_key": "mj-secret"}
    with pytest.raises(services.BadProvider) as refusal:
        services.use_provider("scaleway", {"secret_key": "", "project_id": "1" * 32}, by=by)
    assert refusal.value.data == {"field": "secret_key"}
    assert OwnRelay.objects.get().provider == "mailjet"


def test_server_and_provider_take_each_others_place(use, people, api):
    use("mailjet")
    given = {
        "host": "mx.example",
        "port": 587,
        "is_plain_start": True,
        "username": "",
        "by": people.olivia.actor,
    }
    row = services.use_relay(**given)
    assert (row.provider, row.options, row.secret) == ("", {}, "")
    row = use("postmark")
    assert (row.host, OwnRelay.objects.count()) == ("", 1)


def test_keys_are_in_no_record(use, api):
    row = use("amazon_ses")
    assert "aws-secret" not in str(list(Record.objects.values()))
    assert "aws-secret" not in str(OwnRelay.objects.values().get())
    assert "aws-secret" in secrets.decrypt(row.secret)


@pytest.mark.parametrize(
    ("provider", "values", "field"),
    [
        ("nobody", {}, "provider"),
        ("postmark", {"server_token": ""}, "server_token"),
        ("postmark", {"server_token": "a b"}, "server_token"),
        ("postmark", {"server_token": "x" * 400}, "server_token"),
        ("mailgun", {"api_key": "k-k-k", "place": "http://169.254.169.254/"}, "place"),
        ("mailgun", {"api_key": "k-k-k", "place": "us", "sender_domain": "a/../b"}, "sender_domain"),
        ("amazon_ses", VALUES["amazon_ses"] | {"region": "x.evil.example#"}, "region"),
    ],
)
def test_what_is_wrong_is_said_and_leads_nowhere(own_address, people, provider, values, field):
    with pytest.raises(services.BadProvider) as refusal:
        services.use_provider(provider, values, by=people.olivia.actor)
    assert refusal.value.data == {"field": field}
    assert not OwnRelay.objects.exists()


def test_without_a_fake_calls_go_to_the_providers_own_hosts_alone(settings):
    settings.MAIL_PROVIDERS_AT = ""
    for provider in PROVIDERS.values():
        for place in provider.places:
            assert provider.address(place).startswith("https://")
    assert PROVIDERS["mailgun"].address("eu") == "https://api.eu.mailgun.net/v3"
    assert PROVIDERS["mailgun"].address("http://127.0.0.1/") == "https://api.mailgun.net/v3"


def test_a_test_mail_tells_at_once(use, api, people, drain):
    use("postmark")
    api.script(401, {"ErrorCode": 10, "Message": "Bad or missing Server API token."})
    made = services.send_trial(by=people.olivia.actor)
    drain()
    made.refresh_from_db()
    assert (made.state, made.recipient) == ("failed", "olivia@acme.example")
    assert "Bad or missing" in OwnRelay.objects.get().last_error

    made = services.send_trial(by=people.olivia.actor)
    drain()
    made.refresh_from_db()
    assert made.state == "sent"
    row = OwnRelay.objects.get()
    assert (row.health, row.last_error) == ("ok", "")


def test_without_an_own_address_nothing_can_be_tried(people, api):
    services.use_provider("postmark", VALUES["postmark"], by=people.olivia.actor)
    with pytest.raises(services.NoOwnAddress):
        services.send_trial(by=people.olivia.actor)
    assert not Letter.objects.exists()


def test_a_failed_address_by_provider_marks_nobody_undeliverable(use, api, reply):
    use("resend")
    made = reply()
    api.script(422, {"message": "Invalid `to` field."})
    _deliver(made.pk)
    assert Identity.objects.get(email="carla@customer.example").undeliverable_at is None
