"""One's own profile: saved, refused with a word, a picture that is none kept out, the day begun where one likes."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.accounts import services
from tests.support.people import PASSWORD

pytestmark = pytest.mark.django_db
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)
GOOD = {
    "section": "profile",
    "name": "Ana Maria",
    "time_zone": "Asia/Tokyo",
    "language": "de",
    "theme": "dark",
}


def test_what_is_saved_is_shown(agent_client, people) -> None:
    answer = agent_client.post("/settings/profile/", GOOD | {"start_page": "inbox"})
    assert answer.status_code == 302

    people.ana.refresh_from_db()
    ana = people.ana
    assert (ana.name, ana.time_zone, ana.language, ana.theme, ana.start_page) == (
        "Ana Maria", "Asia/Tokyo", "de", "dark", "inbox",
    )  # fmt: skip
    assert 'value="Ana Maria"' in agent_client.get("/settings/profile/").content.decode()


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"time_zone": "Mars/One"}, {"theme": "x"}, {"start_page": "x"}]
)
def test_what_makes_no_sense_is_refused_and_kept(agent_client, people, wrong) -> None:
    answer = agent_client.post("/settings/profile/", GOOD | {"start_page": "home"} | wrong)
    assert answer.status_code == 422
    people.ana.refresh_from_db()
    assert people.ana.name == "Ana Agent"


def test_a_picture_is_shown_to_colleagues_alone_and_taken_away(agent_client, browser, acme, people) -> None:
    picture = SimpleUploadedFile("me.png", PNG, "image/png")
    agent_client.post("/settings/profile/", {"section": "picture", "avatar": picture})
    path = f"/desk/people/{people.ana.pk}/face/"

    assert path in agent_client.get("/desk/home/").content.decode()
    seen = browser(acme, people.ben).get(path)
    assert (seen.status_code, seen["Content-Type"], b"".join(seen)) == (200, "image/png", PNG)
    assert "sandbox" in seen["Content-Security-Policy"]
    assert browser(acme).get(path).status_code in (302, 401)

    agent_client.post("/settings/profile/", {"section": "picture", "remove": "1"})
    assert agent_client.get(path).status_code == 404


@pytest.mark.parametrize("content", [b"<svg onload='alert(1)'/>", b"<html>", b"", b"x" * (2**20 + 1)])
def test_what_is_no_picture_is_refused(agent_client, people, content) -> None:
    file = SimpleUploadedFile("me.png", content, "image/png")
    answer = agent_client.post("/settings/profile/", {"section": "picture", "avatar": file})
    assert answer.status_code in (302, 413, 422)
    people.ana.refresh_from_db()
    assert people.ana.avatar == ""


@pytest.mark.parametrize(
    ("chosen", "there"),
    [("", "/desk/home/"), ("inbox", "/desk/"), ("activity", "/desk/activity/"), ("overview", "/desk/home/")],
)
def test_the_day_begins_where_one_likes(acme, people, browser, chosen: str, there: str) -> None:
    services.update_profile(people.ana, by=people.ana.actor, start_page=chosen)
    client: Any = browser(acme)
    answer = client.post("/login/", {"email": people.ana.email, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, there)


def test_an_avatar_over_the_api(acme, people, browser) -> None:
    client = browser(acme, people.ana)
    assert client.get("/api/v1/me/").json()["has_avatar"] is False
    assert client.get("/api/v1/me/").json()["start_page"] == ""
