"""The sidebar says where one is: one entry, or none where the page is no entry, also after live news."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from ai.models import Incident
from core.contacts import services as contacts
from core.knowledge import services as knowledge
from core.tickets import services as tickets
from core.work import services as work
from portal.ui import samples
from portal.ui.pages import pages
from portal.ui.preview import preview_environment
from portal.ui.routes import ALL
from tenants.kernel import clock

pytestmark = pytest.mark.django_db
HERE = {  # template of a page of the desk -> the entry of the sidebar that is on
    "activity": "Activity", "approvals": "Approvals", "article_edit": "Knowledge", "behind": "Overview",
    "bin": "Bin", "bin_erase": "Bin", "companies": "Customers", "company": "Customers", "customer": "Customers",
    "customer_merge": "Customers", "customers": "Customers", "gaps": "Knowledge", "home": "Home", "inbox": "All open",
    "incident": "Incidents", "incidents": "Incidents", "knowledge": "Knowledge", "overview": "Overview",
    "proposals": "Knowledge", "bulk": "", "bulk_change": "", "merge": "", "notifications": "", "search": "",
    "ticket": "", "ticket_new": "", "view_edit": "", "views": "", "snooze": "", "link": "", "move": "",
    "approval": "", "tasks": "Tasks", "task": "Tasks", "task_new": "Tasks", "projects": "Tasks", "project": "Tasks",
}  # fmt: skip
BESIDE_A_LIST = {"ticket"}  # the list beside it brings its own sidebar
NAV = re.compile(r'<div id="nav-views".*?</div>', re.DOTALL)
ON = re.compile(r'<a class="nav-link"[^>]*aria-current="page"[^>]*title="([^"]*)"')


def current(html):
    """Titles of the entries that are on; None for a page without a sidebar."""
    found = NAV.search(html)
    return ON.findall(found[0]) if found else None


def template_of(route):
    return route.answers.partition(".html")[0].split(" ")[-1]


PAGES = [
    one for one in ALL.values()
    if one.name.startswith("agent:") and "GET" in one.methods and template_of(one) in HERE
]  # fmt: skip

ASKED = {"agent:merge": {"tickets": "1"}, "agent:behind": {"what": "solved"}}


@pytest.fixture
def addressed(wrote, people):
    """{name of a route with placeholders: what its address names}."""
    ticket, by = wrote(), people.olivia.actor
    now, carla = clock.now(), people.carla.public_id
    article = knowledge.write_article("Opening hours", "From 9 to 17.", by=by, visibility="public")
    company = contacts.save_company(None, by=by, name="Customer Works", domains=())
    change = tickets.bulk.start({"priority": "high"}, numbers=[ticket.number], by=by)
    call = work.open_task("Call", by=by).number
    many = work.bulk.start({"priority": "high"}, numbers=[call], by=by)
    return {
        **{f"agent:{one}": [ticket.number] for one in ("ticket", "link", "snooze", "approval_ask")},
        "agent:task": [call],
        "agent:task_bulk_change": [many.pk],
        "agent:project": [work.open_project("Shop", by=by).pk],
        "agent:move": [ticket.messages.get().public_id],
        "agent:customer": [carla],
        "agent:customer_merge": [carla],
        "agent:company": [company.pk],
        "agent:article": [article.public_id],
        "agent:view_edit": ["my-open"],
        "agent:bulk_change": [change.pk],
        "agent:incident": [Incident.objects.create(title="Outage", first_at=now, last_at=now).pk],
    }


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.name)
def test_each_page_is_one_entry_or_none(route, browser, acme, people, addressed):
    olivia = browser(acme, people.olivia)
    olivia.get("/desk/?view=my-open")  # the list that was seen last is another one
    page = olivia.get(
        reverse(route.name, args=addressed.get(route.name)), ASKED.get(route.name)
    ).content.decode()
    here = "Tasks" if route.name.startswith("agent:task") else HERE[template_of(route)]
    wanted = [here] if here else []
    assert current(page) == wanted

    refreshed = re.search(r'id="nav-views"[^>]*hx-get="([^"]*)"', page)[1].replace("&amp;", "&")
    is_about_a_list = refreshed.endswith("section=inbox&current=")
    assert current(olivia.get(refreshed).content.decode()) == (["My open"] if is_about_a_list else wanted)


def test_the_gallery_shows_the_same():
    env, seen = preview_environment(), 0
    with clock.at(samples.NOW):
        for name, template, context in pages():
            page = template.removeprefix("portal/agent/").removesuffix(".html")
            if not template.startswith("portal/agent/") or page not in HERE or page in BESIDE_A_LIST:
                continue
            entries = current(env.get_template(template).render(context))
            assert entries == ([HERE[page]] if HERE[page] else []), name
            seen += 1
    assert seen > 60
