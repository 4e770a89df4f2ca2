"""Mail texts as an administrator words them: saved, refused, previewed, tried, and taken back."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from core.desk import selectors, services, texts
from core.desk.models import MailText
from core.mail.letters import automatic, staff, wording
from core.mail.models import Letter
from core.tickets import services as tickets
from core.tickets.services.words import Words

LIST, TEXT = "/settings/texts/", "/settings/texts/portal_link/en/"
BODY = "Dear {{ customer }},\n\nhere you go:\n{{ link }}"


@pytest.fixture
def admin(browser, acme, people):
    return browser(acme, people.olivia)


@pytest.fixture
def ticket(people):
    said = Words("It says <script>alert(1)</script>.")
    return tickets.open_ticket(people.carla, "<b>Printer</b>", said, channel="portal", by=people.carla.actor)[
        0
    ]


def test_all_texts_are_listed_in_their_languages(admin, django_assert_max_num_queries):
    admin.get(LIST)
    with django_assert_max_num_queries(7):
        page = admin.get(LIST).text
    for kind in texts.KINDS.values():
        for language in ("en", "de", "fr", "es"):
            assert f"/settings/texts/{kind.key}/{language}/" in page
    assert ">changed<" not in page


def test_a_text_is_saved_and_the_next_mail_says_so(admin, people):
    answer = admin.post(TEXT, {"subject": "In with {{ organization }}", "body": BODY, "action": "save"})
    assert answer.headers["Location"] == TEXT
    values = {"customer": "Carla", "link": "https://x", "organization": "Acme"}
    assert wording.worded("portal_link", "en", values) == (
        "In with Acme",
        "Dear Carla,\n\nhere you go:\nhttps://x",
    )
    assert ">changed<" in admin.get(LIST).text
    page = admin.get(TEXT).text
    assert "Olivia Owner" in page
    assert "in use" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            {"subject": "Hi", "body": "{{ link }} {{ password }}"},
            "This mail does not know {{ password }}. It knows:",
        ),
        ({"subject": "{{ nope }}", "body": "{{ link }}"}, "This mail does not know {{ nope }}"),
        ({"subject": "Hi", "body": "No way in"}, "Without {{ link }} nobody could follow"),
        ({"subject": " ", "body": "{{ link }}"}, "The subject is empty"),
        ({"subject": "Hi", "body": "{{ link }}" + "x" * 10_001}, "Longer than 10000"),
    ],
)
@pytest.mark.parametrize("action", ["save", "trial"])
def test_what_cannot_be_sent_is_refused_and_nothing_is_lost(admin, typed, said, action):
    answer = admin.post(TEXT, typed | {"action": action})
    assert answer.status_code == 422
    assert said in unescape(answer.text)
    assert typed["body"][:30] in unescape(answer.text)
    assert MailText.objects.get(key="portal_link", language="en").subject != typed["subject"]
    assert not Letter.objects.exists()


def test_a_reply_keeps_room_for_what_the_agent_wrote(admin):
    answer = admin.post("/settings/texts/agent_reply/en/", {"subject": "x", "body": "Bye", "action": "save"})
    assert "Without {{ body }}" in unescape(answer.text)


def test_the_preview_shows_what_is_typed_and_escapes_it(admin):
    typed = {"subject": "Hi <i>", "body": "{{ link }}\n\n<script>alert(1)</script>", "with": "invented"}
    answer = admin.post(f"{TEXT}preview/", typed)
    assert "Hi &lt;i&gt;" in answer.text
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    inner = unescape(re.search('srcdoc="([^"]*)"', answer.text)[1])
    assert "<script>" not in inner
    assert "&lt;script&gt;" in inner
    assert "/help/requests/42/" in inner


def test_the_preview_with_a_real_request_signs_nobody_in(admin, ticket):
    page = admin.get("/settings/texts/ticket_received/en/preview/?with=real").text
    assert ticket.label in page
    assert "Printer" not in page, "a confirmation repeats no words of a stranger"
    assert f"/help/requests/{ticket.number}/" in page
    assert "/help/sign-in/" not in page


def test_without_any_request_the_preview_is_invented(admin):
    assert "T-0042" in admin.get("/settings/texts/ticket_received/de/preview/?with=real").text


def test_a_test_mail_of_what_is_typed(admin, drain, settings):
    typed = {"subject": "Try {{ organization }}", "body": BODY, "action": "trial"}
    answer = admin.post(TEXT, typed)
    assert answer.status_code == 200
    assert "is on its way" in answer.text
    letter = Letter.objects.get()
    assert (letter.recipient, letter.subject, letter.kind) == (
        "olivia@acme.example",
        "Try Acme Cloud",
        "trial",
    )
    assert "Dear Mara" in letter.text
    assert MailText.objects.get(key="portal_link", language="en").body != BODY


def test_versions_are_kept_and_come_back(admin):
    admin.post(TEXT, {"subject": "One", "body": BODY, "action": "save"})
    admin.post(TEXT, {"subject": "Two", "body": BODY, "action": "save"})
    page = admin.get(TEXT).text
    (back,) = re.findall(r'value="(back-\d+)"', page)
    admin.post(TEXT, {"action": back})
    assert selectors.mail_text("portal_link", "en").subject == "One"
    assert admin.post(TEXT, {"action": "back-999999"}).status_code == 409
    assert admin.post(TEXT, {"action": "dance"}).status_code == 404


def test_back_to_the_beginning_twice_is_once(admin):
    admin.post(TEXT, {"subject": "One", "body": BODY, "action": "save"})
    for _ in range(2):
        admin.post(TEXT, {"action": "reset"})
        row = MailText.objects.get(key="portal_link", language="en")
        assert (row.subject, row.body) == texts.first_wording("portal_link", "en")


def test_a_version_of_another_text_is_none_of_this_one(admin, people):
    services.save_mail_text("password_reset", "en", subject="X", body="{{ link }}", by=people.olivia.actor)
    other = MailText.objects.get(key="password_reset", language="en")
    from core.audit import trail

    line = trail.history(other).last()
    assert admin.post(TEXT, {"action": f"back-{line.pk}"}).status_code == 409


def test_letters_about_texts_lead_here():
    assert reverse("settings:texts", urlconf="infra.urls") == staff.TEXTS_PAGE


def test_unknown_texts_and_languages_are_no_pages(admin):
    for path in ("nothing/en/", "portal_link/xx/", "portal_link/xx/preview/"):
        assert admin.get(f"{LIST}{path}").status_code == 404


@pytest.mark.parametrize("who", ["ana", "lars"])
def test_only_those_who_may(browser, acme, people, who):
    other = browser(acme, getattr(people, who))
    for path in (LIST, TEXT, f"{TEXT}preview/"):
        assert other.get(path).status_code == 403
    assert other.post(TEXT, {"subject": "x", "body": BODY, "action": "save"}).status_code == 403


def test_a_broken_text_holds_no_letter_back_and_owners_hear_of_it_once(people, ticket, drain):
    rows = MailText.objects.filter(key__startswith="ticket_received", language="en")
    rows.update(body="Hello {{ gone }}", seed_key="")
    from core.desk import book

    book.page.changed()
    message = ticket.messages.first()
    letter = automatic.confirm(ticket, message)
    assert "has arrived" in letter.text
    assert "{{" not in letter.text
    wording.worded("ticket_received", "en", {})
    drain()
    told = Letter.objects.filter(kind="text")
    assert [one.recipient for one in told] == ["olivia@acme.example"]
    assert "Please check the mail text" in told[0].subject


def test_the_api(browser, acme, people):
    admin = browser(acme, people.olivia)
    url = "/api/v1/mail-texts/"
    found = admin.get(url).json()
    assert len(found) == 28
    assert found[0]["variables"]
    one = admin.put(f"{url}portal_link.en/", {"subject": "Hi", "body": BODY}, content_type="application/json")
    assert (one.status_code, one.json()["is_changed"]) == (200, True)
    bad = admin.put(f"{url}portal_link.en/", {"subject": "Hi", "body": "x"}, content_type="application/json")
    assert bad.status_code == 400
    assert admin.post(f"{url}portal_link.en/reset/").json()["is_changed"] is False
    assert admin.get(f"{url}portal_link.xx/").status_code == 404
    assert browser(acme, people.ana).get(url).status_code == 403


def test_the_logo_stands_in_the_frame(acme, people):
    from core.mail.letters import pages

    acme.logo = "brand/logo.png"
    page = pages.page(acme, "x", title="t", language="en")
    assert 'src="http://acme.localhost' in page
    assert "/brand/logo?v=" in page
