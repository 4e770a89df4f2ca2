"""Files have an address apart: no cookie counts there, none is set, and one organization's link opens nothing else."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.files import selectors, services
from core.files.models import Attachment
from infra import headers
from portal.agent import message_html
from tenants import context
from tenants.domains import names
from tenants.domains.selectors import may_have_certificate
from tenants.models import Tenant
from tests.core.files.test_sniffing import PDF, PNG

pytestmark = pytest.mark.django_db
HOST = "files.example.net"
SAFE = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "private, max-age=3600",
}


@pytest.fixture
def keep(people):
    return lambda content=b"hello", name="a.txt": services.keep_file(content, name, by=people.ana.actor)


@pytest.fixture
def apart(settings):
    """Files have a host of their own; returns a way to ask it."""
    settings.FILES_HOST, settings.PLATFORM_SCHEME, settings.PLATFORM_PORT = HOST, "https", ""
    client = Client(headers={"host": HOST})

    def ask(address: str, **more):
        return client.get(address.removeprefix(f"https://{HOST}"), **more)

    return ask


def tell_apart(answer, disposition, policy):
    assert answer.status_code == 200
    assert {name: answer[name] for name in SAFE} == SAFE
    assert answer["Content-Disposition"] == disposition
    assert answer["Cross-Origin-Resource-Policy"] == policy
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_below_files_nobody_is_signed_in(agent_client, keep):
    row = keep(PNG, "a.png")
    link = selectors.link(row)
    assert link.startswith("/files/")
    assert agent_client.cookies
    with CaptureQueriesContext(connection) as asked:
        answer = agent_client.get(link)
    assert not [query for query in asked if "session" in query["sql"] or "accounts_user" in query["sql"]]
    tell_apart(answer, 'inline; filename="a.png"', "same-origin")


def test_a_refusal_there_sets_no_cookie_either(agent_client, keep):
    answer = agent_client.get("/files/made-up")
    assert (answer.status_code, bool(answer.cookies)) == (400, False)


def test_a_host_for_files_alone(apart, acme, keep):
    for content, name, disposition, policy in (
        (PNG, "a.png", 'inline; filename="a.png"', "cross-origin"),
        (PDF, "a.pdf", 'attachment; filename="a.pdf"', "same-origin"),
        (b"<svg onload=alert(1)>", "a.svg", 'attachment; filename="a.svg"', "same-origin"),
    ):
        row = keep(content, name)
        link = selectors.link(row)
        assert link.startswith(f"https://{HOST}/{acme.public_id}/")
        answer = apart(link, headers={"cookie": "deskhand_session=stolen"})
        assert b"".join(answer.streaming_content) == content
        tell_apart(answer, disposition, policy)


def test_nothing_else_answers_there(apart, acme, keep):
    keep()
    for path in (
        "/",
        "/login/",
        "/desk/",
        "/api/v1/me/",
        "/static/app.css",
        "/files/x",
        f"/{acme.public_id}/",
        "//",
    ):
        answer = apart(path)
        assert (answer.status_code, answer["Content-Type"]) == (404, "text/plain; charset=utf-8"), path
        assert (answer["Content-Security-Policy"], bool(answer.cookies)) == (
            SAFE["Content-Security-Policy"],
            False,
        )
    assert Client(headers={"host": HOST}).post("/login/").status_code == 405


def test_the_desks_own_host_sends_on(apart, agent_client, settings, keep):
    row = keep()
    settings.FILES_HOST = ""
    old = selectors.link(row)
    settings.FILES_HOST = HOST
    answer = agent_client.get(old)
    assert answer.status_code == 302
    assert b"".join(apart(answer["Location"]).streaming_content) == b"hello"


def test_a_link_is_of_one_organization(apart, browser, acme, globex, settings, keep):
    link = selectors.link(keep())
    signed = link.rpartition("/")[2]
    assert apart(f"/{globex.public_id}/{signed}").status_code == 400
    assert apart(f"/nobody/{signed}").status_code == 404
    settings.FILES_HOST = ""
    assert browser(globex).get(f"/files/{signed}").status_code == 400
    assert browser(acme).get(f"/files/{signed}").status_code == 200


def test_old_and_forged_links_are_refused(apart, keep, monkeypatch):
    row = keep()
    link = selectors.link(row)
    for bad in (link[:-1], link.replace("net/", "net/x"), link[:-1] + ("a" if link[-1] != "a" else "b")):
        assert apart(bad).status_code in (400, 404), bad
    now = time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + timedelta(hours=12, minutes=1).total_seconds())
    answer = apart(link)
    assert (answer.status_code, answer.content.decode()) == (
        400, "This link is no longer valid. Ask for a new one."
    )  # fmt: skip


@pytest.mark.parametrize("state", ["suspended", "purged"])
def test_an_organization_that_is_shut_serves_none(apart, acme, keep, state):
    link = selectors.link(keep())
    with context.shared():
        Tenant.objects.filter(pk=acme.pk).update(state=state)
    assert apart(link).status_code == 404


def test_a_file_that_is_blocked_or_lost(apart, keep):
    row = keep()
    Attachment.objects.update(state="blocked")
    assert apart(selectors.link(row)).status_code == 404


def test_pages_and_mails_let_its_pictures_in(apart, agent_client):
    assert (
        f"img-src 'self' data: blob: https://{HOST};" in agent_client.get("/desk/")["Content-Security-Policy"]
    )
    assert f"img-src 'self' data: https://{HOST};" in message_html.policy(images=False)


def test_without_a_host_pictures_are_ours(settings):
    assert "img-src 'self' data: blob:;" in headers.policy()
    assert "img-src 'self' data:;" in message_html.policy(images=False)


def test_the_host_is_the_platforms(apart):
    assert names.is_ours(HOST)
    with context.shared():
        assert may_have_certificate(HOST)
        assert not may_have_certificate("")
