"""Name, region, colour and logo."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.reports.services.upkeep import KNOWN
from tenants.http import hosts
from tenants.kernel import clock
from tenants.models import PlatformRecord
from tests.support.clients import SiteClient

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c626001000000ffff03000006000557bfabd40000000049454e44ae426082"
)


@pytest.fixture
def owner(acme, people):
    return SiteClient(acme).sign_in(people.olivia)


def test_name_and_region(owner, acme, people):
    sent = {"section": "profile", "name": "  Acme   Weather ", "time_zone": "Asia/Tokyo", "language": "de"}
    answer = owner.post("/settings/organization/", sent)

    assert answer.status_code == 302
    acme.refresh_from_db()
    assert (acme.name, acme.time_zone, acme.language) == ("Acme Weather", "Asia/Tokyo", "de")
    line = PlatformRecord.objects.get(action="tenant.profile_changed")
    assert (line.actor, line.actor_name) == (f"user:{people.olivia.pk}", "")


def test_another_time_zone_counts_all_figures_anew_once_every_worker_knows_it(owner, acme, drain):
    owner.post(
        "/settings/organization/",
        {"section": "profile", "name": "Acme", "time_zone": "Asia/Tokyo", "language": "en"},
    )
    assert "reports.count_anew" not in drain(clock.now() + KNOWN / 2)
    assert "reports.count_anew" in drain(clock.now() + 2 * KNOWN)

    owner.post(
        "/settings/organization/",
        {"section": "profile", "name": "Acme Inc", "time_zone": "Asia/Tokyo", "language": "en"},
    )
    assert "reports.count_anew" not in drain(clock.now() + 4 * KNOWN)


@pytest.mark.parametrize("wrong", [{"name": " "}, {"time_zone": "Mars/Olympus"}, {"language": "tlh"}])
def test_what_is_wrong_is_told_and_changes_nothing(owner, acme, wrong):
    sent = {"section": "profile", "name": "New", "time_zone": "Asia/Tokyo", "language": "de"} | wrong
    page = owner.post("/settings/organization/", sent)

    assert page.status_code == 422
    assert f'id="{next(iter(wrong))}-err"' in page.content.decode()
    acme.refresh_from_db()
    assert acme.name == "Acme Cloud"


def test_colour_and_logo_are_shown_to_customers(owner, acme, browser):
    sent = {
        "section": "brand",
        "brand_color": "#ffd400",
        "logo": SimpleUploadedFile("logo.png", PNG, "image/png"),
    }
    owner.post("/settings/organization/", sent)
    hosts.forget()

    acme.refresh_from_db()
    assert acme.brand_color == "#FFD400"
    front = browser(acme).get("/").content.decode()
    picture = browser(acme).get("/brand/logo?v=1")
    assert "/brand/logo?v=" in front
    assert picture["Content-Type"] == "image/png"
    assert b"".join(picture.streaming_content) == PNG


@pytest.mark.parametrize(
    ("file", "status"),
    [
        (SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>", "image/png"), 422),
        (SimpleUploadedFile("logo.png", PNG + b"x" * 2**20, "image/png"), 413),
    ],
)
def test_a_logo_that_is_none(owner, acme, file, status):
    file.seek(0)
    page = owner.post("/settings/organization/", {"section": "brand", "brand_color": "#ffd400", "logo": file})

    assert page.status_code == status
    assert 'id="logo-err"' in page.content.decode()
    acme.refresh_from_db()
    assert (acme.logo, acme.brand_color) == ("", "#0099FF")


def test_a_colour_is_tried_before_it_is_saved(owner, acme):
    piece = owner.get("/settings/brand-preview/?brand_color=%23ffd400")

    html = piece.content.decode()
    assert "4.5:1" in html
    assert "/settings/brand-preview/ffd400.css" in html
    sheet = owner.get("/settings/brand-preview/ffd400.css")
    assert (sheet["Content-Type"], "#ffd400" in sheet.content.decode()) == ("text/css", True)
    assert owner.get("/settings/brand-preview/?brand_color=red").status_code == 400
