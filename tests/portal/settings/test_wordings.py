"""Signatures and canned replies in the customer's language: settings, composer, letter, API."""

from __future__ import annotations

import pytest

from core.accounts import services as people_services
from core.desk import selectors as desk
from core.desk import services
from core.desk.models import CannedReply
from core.mail.letters import reply as letters
from core.tickets import services as tickets
from core.tickets.services.words import Words
from tenants.kernel.errors import Invalid
from tenants.kernel.wordings import picked
from tests.support.callers import one_of_each

pytestmark = pytest.mark.django_db
PAGE = "/desk/tickets/1/"


@pytest.fixture
def asked(people):
    """A ticket of Carla's, who speaks German of Austria; the organization's language is English."""
    people.carla.language = "de-at"
    people.carla.save()
    by = people.carla.actor
    return tickets.open_ticket(people.carla, "Rechnung", Words("Wo?"), channel="mail", by=by)[0]


@pytest.fixture
def texts(people):
    queue, by = desk.default_queue(), people.olivia.actor
    people_services.update_profile(
        people.ana, by=people.ana.actor, signature="Regards, Ana", signature_in={"de": "Grüße, Ana"}
    )
    services.save_queue(queue, by=by, signature="{{ agent.signature }}\nHelp", signature_in={"de": "{{ agent.signature }}\nHilfe"})  # fmt: skip
    people.ana.refresh_from_db()
    return services.save_canned_reply(
        None, by=by, title="Thanks", shortcut="thx", body="Thank you, {{ customer.first_name }}.",
        body_in={"de": "Danke, {{ customer.first_name }}."},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "others", "language", "wanted"),
    [
        ("own", {"de": "deutsch"}, "de-AT", "deutsch"),
        ("own", {"de": "deutsch", "de-at": "wienerisch"}, "de_AT", "wienerisch"),
        ("own", {"de": "deutsch"}, "fr", "own"),
        ("", {"de": "deutsch"}, "fr", "deutsch"),
        (" ", {"fr": " ", "de": "deutsch"}, "fr", "deutsch"),
        ("own", {"en": "old"}, "en", "own"),
        ("", {}, "fr", ""),
    ],
)
def test_the_readers_language_then_the_organizations_then_what_there_is(text, others, language, wanted):
    assert picked(text, others, language, "en") == wanted


def test_composer_and_letter_are_in_the_customers_language(agent_client, people, asked, texts):
    page = agent_client.get(PAGE).text
    assert "Grüße, Ana\nHilfe" in page
    found = agent_client.get(f"{PAGE}canned/?q=danke").text
    assert "Danke, {{ customer.first_name }}." in found
    assert agent_client.post(f"{PAGE}canned/{texts.pk}/").text == "Danke, Carla."

    letter = letters.write(tickets.reply(asked, "Hier.", author=people.ana, by=people.ana.actor))
    assert "Grüße, Ana\nHilfe" in letter.text
    assert "Regards" not in letter.text


def test_others_read_the_organizations_own(agent_client, people, asked, texts):
    people.carla.language = "fr"
    people.carla.save()
    assert "Regards, Ana\nHelp" in agent_client.get(PAGE).text
    assert agent_client.post(f"{PAGE}canned/{texts.pk}/").text == "Thank you, Carla."


def test_settings_have_a_tab_for_each_language(agent_client, people, texts):
    page = agent_client.get("/settings/signatures/?language=de").text
    assert ">Grüße, Ana</textarea>" in page
    agent_client.post("/settings/signatures/", {"whose": "me", "language": "fr", "signature": "Salut <b>"})
    people.ana.refresh_from_db()
    assert (people.ana.signature, people.ana.signature_in) == (
        "Regards, Ana",
        {"de": "Grüße, Ana", "fr": "Salut <b>"},
    )
    assert "Salut &lt;b&gt;" in agent_client.get("/settings/signatures/?language=fr").text
    wrong = {"whose": "me", "language": "fr", "signature": "{{ agent.phone }}"}
    assert agent_client.post("/settings/signatures/", wrong).status_code == 422
    agent_client.post("/settings/signatures/", {"whose": "me", "language": "fr", "signature": ""})
    people.ana.refresh_from_db()
    assert people.ana.signature_in == {"de": "Grüße, Ana"}


def test_a_reply_is_worded_in_a_further_language_and_comes_back_whole(browser, acme, people, texts):
    client = browser(acme, people.olivia)
    assert (
        ">Danke, {{ customer.first_name }}.</textarea>" in client.get("/settings/replies/?language=de").text
    )
    form = {"title": "Thanks", "shortcut": "thx", "whose": "all", "language": "es", "body": "Gracias."}
    client.post(f"/settings/replies/{texts.pk}/", form)
    texts.refresh_from_db()
    assert texts.body == "Thank you, {{ customer.first_name }}."
    assert texts.body_in == {"de": "Danke, {{ customer.first_name }}.", "es": "Gracias."}

    wrong = client.post(f"/settings/replies/{texts.pk}/", form | {"body": "{{ x.y }}"})
    assert wrong.status_code == 422
    removed = client.post(f"/settings/replies/{texts.pk}/", {"action": "remove"})
    assert removed.status_code == 302
    assert not CannedReply.objects.filter(pk=texts.pk).exists()


def test_the_api_takes_all_languages_at_once_and_refuses_others(acme, people, texts):
    callers = one_of_each(acme, people)
    seen = callers.ana.read("/canned-replies/").json()
    assert next(one for one in seen if one["id"] == texts.pk)["body_in"] == texts.body_in
    path = f"/canned-replies/{texts.pk}/"
    changed = callers.olivia.call("PATCH", path, {"body_in": {"fr": "Merci.", "de": ""}})
    assert changed.json()["body_in"] == {"fr": "Merci."}
    assert callers.olivia.call("PATCH", path, {"body_in": {"xx": "?"}}).status_code == 400
    texts.refresh_from_db()
    assert texts.body_in == {"fr": "Merci."}
    with pytest.raises(Invalid):
        services.save_queue(
            desk.default_queue(), by=people.olivia.actor, signature_in={"de": "{{ nobody.x }}"}
        )
