"""The desk's arrangement is remembered: no query, and still never out of date for long."""

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.desk import book, selectors, services
from core.desk.models import Tag
from tenants import context, remembered
from tenants.kernel.actor import SYSTEM
from tenants.models import Tenant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_book() -> None:
    remembered.forget()


def test_the_second_question_costs_nothing(acme: Tenant) -> None:
    selectors.statuses()
    with CaptureQueriesContext(connection) as queries:
        selectors.default_status("open")
        selectors.default_queue()
        selectors.category_options()
        selectors.tag_names()
        selectors.mail_text("ticket_received", "de")
        selectors.hours_of(selectors.calendar_for(selectors.default_queue().pk))
    assert len(queries) == 0


def test_a_change_is_seen_at_once_by_those_who_made_it(acme: Tenant, drain) -> None:
    selectors.tags()
    services.save_tag(None, by=SYSTEM, name="New One")
    assert "new-one" in selectors.tag_names()
    drain()
    assert "new-one" in selectors.tag_names()


def test_another_process_sees_it_after_a_few_seconds(acme: Tenant) -> None:
    selectors.tags()
    Tag.objects.create(name="elsewhere")
    assert "elsewhere" not in selectors.tag_names()

    cache.set(book.page.key, "somebody else's word", None)
    book.page.kept["acme"].until = 0.0

    assert "elsewhere" in selectors.tag_names()


def test_an_unchanged_version_keeps_the_page(acme: Tenant) -> None:
    selectors.tags()
    book.page.kept["acme"].until = 0.0
    with CaptureQueriesContext(connection) as queries:
        selectors.tags()
    assert len(queries) == 0


def test_a_rollback_leaves_no_trace(acme: Tenant) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.save_tag(None, by=SYSTEM, name="ghost")
        assert "ghost" in selectors.tag_names()
        raise ZeroDivisionError
    assert "ghost" not in selectors.tag_names()


def test_each_organization_has_its_own_page(acme: Tenant, globex: Tenant) -> None:
    Tag.objects.create(name="only-acme")
    assert "only-acme" in selectors.tag_names()
    with context.tenant(globex):
        assert "only-acme" not in selectors.tag_names()
    assert "only-acme" in selectors.tag_names()


def test_languages_fall_back(acme: Tenant) -> None:
    assert selectors.mail_text("portal_link", "de-AT").language == "de"
    assert selectors.mail_text("portal_link", "ja").language == "en"
    assert selectors.mail_text("nothing", "en") is None
