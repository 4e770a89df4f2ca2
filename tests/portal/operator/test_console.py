"""The operator console: its own door, the table, and what may be done to an organization."""

import base64
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_otp.oath import TOTP

from billing import services as billing
from billing.models import CostCount, Subscription
from billing.selectors import plans
from billing.services import start_trial
from portal.tasks import count_seats
from tenants import context, secrets
from tenants.http import hosts
from tenants.kernel import clock
from tenants.models import Domain, PlatformAdmin, PlatformRecord, Tenant
from tenants.services import create_platform_admin

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough passphrase"
SECRET = base64.b32encode(b"12345678901234567890").decode()


def code_at(moment, secret=SECRET):
    totp = TOTP(base64.b32decode(secret))
    totp.time = moment.timestamp()
    return f"{totp.token():06d}"


@pytest.fixture
def opal(db):
    with context.shared():
        return create_platform_admin(
            email="opal@deskhand.example", name="Opal Operator", password=PASSWORD, totp_secret=SECRET
        )


@pytest.fixture
def console(opal, browser):
    """A browser in which Opal is signed in."""
    client = browser()
    client.post("/operator/sign-in/", {"email": opal.email, "password": PASSWORD})
    client.post("/operator/sign-in/code/", {"code": code_at(clock.now())})
    return client


@pytest.fixture
def acme_on_trial(acme):
    with context.tenant(acme):
        start_trial(acme)
    return acme


def test_strangers_and_colleagues_stay_outside(acme, people, browser):
    answer = browser().get("/operator/")

    assert (answer.status_code, answer["Location"]) == (302, "/operator/sign-in/?next=%2Foperator%2F")
    assert browser(acme, people.olivia).get("/operator/").status_code == 404


def test_a_password_alone_opens_nothing(opal, browser):
    client = browser()

    answer = client.post("/operator/sign-in/", {"email": opal.email, "password": PASSWORD})

    assert answer["Location"] == "/operator/sign-in/code/"
    assert client.get("/operator/").status_code == 302


def test_a_code_works_once(opal, browser):
    code = code_at(clock.now())
    for expected in (302, 422):
        client = browser()
        client.post("/operator/sign-in/", {"email": opal.email, "password": PASSWORD})
        assert client.post("/operator/sign-in/code/", {"code": code}).status_code == expected
    assert client.get("/operator/").status_code == 302


def test_the_first_sign_in_enrols(browser):
    with context.shared():
        row = create_platform_admin(email="new@deskhand.example", name="New", password=PASSWORD)
    client = browser()

    answer = client.post("/operator/sign-in/", {"email": row.email, "password": PASSWORD}, follow=True)
    with context.shared():
        secret = client.session["operator_secret"]
    assert "<svg" in answer.content.decode()
    wrong = client.post("/operator/sign-in/enrol/", {"code": "000000"})
    assert wrong.status_code == 422
    answer = client.post("/operator/sign-in/enrol/", {"code": code_at(clock.now(), secret)})

    assert answer["Location"] == "/operator/"
    row.refresh_from_db()
    assert secrets.decrypt(row.totp_secret) == secret
    assert secret not in row.totp_secret
    assert client.get("/operator/").status_code == 200


def test_five_tries_a_minute(opal, browser):
    client = browser()

    answers = [
        client.post("/operator/sign-in/", {"email": opal.email, "password": "wrong"}) for _ in range(6)
    ]
    right = client.post("/operator/sign-in/", {"email": opal.email, "password": PASSWORD})

    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert right.status_code == 429
    assert "Too many tries" in right.content.decode()


def test_eight_idle_hours_end_the_session(console):
    assert console.get("/operator/").status_code == 200
    with clock.at(clock.now() + timedelta(hours=8, minutes=1)):
        assert console.get("/operator/").status_code == 302


def test_a_new_password_ends_the_session(console, opal):
    opal.set_password("another long passphrase")
    opal.save()

    assert console.get("/operator/").status_code == 302


def test_the_table_tells_plan_state_and_seats(console, acme_on_trial, globex, people):
    count_seats()

    html = console.get("/operator/?q=acme").content.decode()

    assert "Acme Cloud" in html
    assert "Globex" not in html
    assert "Trial" in html
    assert "5 /" in html  # Olivia, Adam, Lena, Ana, Ben; Lars is light


def test_filters_and_sorting(console, acme_on_trial, globex):
    assert "Globex" not in console.get("/operator/?state=trial").content.decode()
    for sort in ("name", "-name", "plan", "seats", "trial", "-messages", "ai", "created", "nonsense"):
        assert console.get(f"/operator/?sort={sort}").status_code == 200
    by_name = console.get("/operator/?sort=name").content.decode()
    assert by_name.index("Acme Cloud") < by_name.index("Globex Handel")


def test_twenty_organizations_cost_the_queries_of_two(console, acme_on_trial, globex):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert console.get("/operator/").status_code == 200
        return len([query for query in seen if not query["sql"].startswith("SET ")])

    console.get("/operator/")
    with_two = queries()
    with context.shared():
        for number in range(20):
            row = Tenant.objects.create(
                schema_name=f"org{number}",
                slug=f"org{number}",
                name=f"Org {number}",
                state="active",
                ready_at=clock.now(),
            )
            Domain.objects.create(domain=f"org{number}.localhost", tenant=row, is_primary=True)
            Subscription.objects.create(
                tenant=row, plan=Subscription.objects.get(tenant=acme_on_trial).plan, state="active"
            )

    assert queries() == with_two


def test_suspending_asks_for_reason_and_name_and_shuts_the_site(console, acme, browser):
    url = f"/operator/{acme.public_id}/suspend/"

    for sent in ({"reason_state": "", "typed": "acme"}, {"reason_state": "Spam", "typed": "acm"}):
        assert console.post(url, sent).status_code == 422
    acme.refresh_from_db()
    assert acme.state == "active"

    answer = console.post(url, {"reason_state": "Sending spam", "typed": "acme"})
    assert answer["Location"] == f"/operator/{acme.public_id}/"
    hosts.forget()
    page = browser(acme).get("/")
    assert page.status_code == 403
    assert "This workspace is paused" in page.content.decode()
    api = browser(acme).get("/api/v1/tickets/")
    assert api.json()["code"] == "tenant.suspended"
    detail = console.get(f"/operator/{acme.public_id}/").content.decode()
    assert detail.count("Sending spam") == 2
    assert "Opal Operator" in detail
    line = PlatformRecord.objects.filter(action="tenant.suspended").get()
    assert (line.actor_name, line.reason, line.tenant_id) == ("Opal Operator", "Sending spam", acme.pk)

    console.post(f"/operator/{acme.public_id}/reactivate/", {"reason_state": "They stopped"})
    hosts.forget()
    assert browser(acme).get("/").status_code == 200


def test_changing_the_plan_by_hand(console, acme_on_trial):
    url = f"/operator/{acme_on_trial.public_id}/plan/"

    assert console.post(url, {"plan": "team", "seats": "", "reason": ""}).status_code == 422
    assert Subscription.objects.get(tenant=acme_on_trial).plan.code == "trial"
    wanted = next(plan.code for plan in plans() if plan.code not in ("trial", "free"))

    assert console.post(url, {"plan": wanted, "seats": "", "reason": "Invoice 2026-114"}).status_code == 302

    assert Subscription.objects.get(tenant=acme_on_trial).plan.code == wanted
    assert PlatformRecord.objects.filter(action="billing.plan_changed").get().reason == "Invoice 2026-114"


def test_extending_a_trial(console, acme_on_trial):
    was = Subscription.objects.get(tenant=acme_on_trial).trial_ends_at
    url = f"/operator/{acme_on_trial.public_id}/trial/"

    for days in ("0", "91", "many"):
        assert console.post(url, {"days": days, "reason_trial": "Asked nicely"}).status_code == 422
    assert Subscription.objects.get(tenant=acme_on_trial).trial_ends_at == was
    console.post(url, {"days": "10", "reason_trial": "Asked nicely"})

    assert Subscription.objects.get(tenant=acme_on_trial).trial_ends_at == was + timedelta(days=10)
    assert PlatformRecord.objects.filter(action="billing.trial_extended").get().reason == "Asked nicely"


def test_an_unknown_organization_is_not_there(console):
    assert console.get("/operator/nothing/").status_code == 404
    assert console.post("/operator/nothing/suspend/", {"reason_state": "x", "typed": "y"}).status_code == 404


def test_a_deactivated_operator_is_out(console, opal):
    PlatformAdmin.objects.update(is_active=False)

    assert console.get("/operator/").status_code == 302


def _spend(tenant, cost, ours):
    with context.tenant(tenant):
        billing.commit_cost(billing.reserve_cost("triage", cost, {}), cost, platform=ours)


def test_each_organizations_margin_is_shown_dearest_first(console, acme, globex, acme_on_trial, settings):
    settings.PLAN_PRICES = {"trial": 19.0}
    with context.shared():
        Subscription.objects.filter(tenant=acme).update(state="active", seats=1)
    _spend(acme, 2_000_000, 1_500_000)
    _spend(globex, 9_000_000, 9_000_000)

    with context.shared():
        CostCount.objects.filter(tenant=acme, span="month", feature="").update(tickets=400)

    page = console.get("/operator/margin/").text
    assert page.index(globex.name) < page.index(acme.name)
    for figure in (">9.00 USD", "1.50 USD", "0.5000 USD", "10.50 USD", "19.00 USD", "17.50 USD"):
        assert figure in page
    assert "0.0050 USD" in page, "2.00 for 400 tickets, own endpoints included"
    assert console.get("/operator/margin/?month=2020-01").status_code == 200
    assert ">9.00 USD" not in console.get("/operator/margin/?month=2020-01").text
    assert console.get("/operator/margin/?month=nonsense").status_code == 200
    assert CostCount.objects.filter(span="month", begins=clock.now().date().replace(day=1)).exists()


def test_margins_are_for_operators(acme, people, browser):
    assert browser().get("/operator/margin/").status_code == 302
    assert browser(acme, people.olivia).get("/operator/margin/").status_code == 404
