"""The life of an article."""

from types import SimpleNamespace
from typing import Any

import pytest

from core.audit.models import Record
from core.knowledge import services
from core.knowledge.models import Article, Section
from core.knowledge.rules import LONGEST_BODY
from core.knowledge.services.articles import StaleArticle
from core.knowledge.services.sections import NameTaken
from core.knowledge.starter import prepare, stamp
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Invalid
from tenants.models import Tenant

pytestmark = pytest.mark.django_db


def test_written_edited_published_withdrawn_deleted(people: SimpleNamespace) -> None:
    by = people.lena.actor
    article = services.write_article("  Our  hours ", "We are here.", by=by, author=people.lena)
    assert (article.title, article.slug, article.visibility, article.version) == (
        "Our hours",
        "our-hours",
        "draft",
        1,
    )

    article = services.edit_article(article, by=by, seen=1, body="We are here until five.")
    assert services.edit_article(article, by=by, body="We are here until five.").version == 2
    article = services.publish_article(article, by=by)
    assert services.publish_article(article, by=by).version == 3
    article = services.withdraw_article(article, by=by)
    services.delete_article(article, by=by)
    services.delete_article(article, by=by)

    assert list(
        Record.objects.filter(object_type="knowledge.article").order_by("id").values_list("action", flat=True)
    ) == [
        "article.written",
        "article.edited",
        "article.shown",
        "article.shown",
        "article.deleted",
    ]


def test_a_stale_or_invalid_edit_changes_nothing(people: SimpleNamespace) -> None:
    article = services.write_article("Hours", "Nine to five", by=SYSTEM)
    services.edit_article(article, by=SYSTEM, body="Nine to six")
    with pytest.raises(StaleArticle):
        services.edit_article(article, by=SYSTEM, seen=1, body="Nine to seven")
    with pytest.raises(Invalid):
        services.edit_article(article, by=SYSTEM, title="   ")
    with pytest.raises(Invalid):
        services.edit_article(article, by=SYSTEM, body="x" * (LONGEST_BODY + 1))
    article.refresh_from_db()
    assert (article.title, article.body, article.version) == ("Hours", "Nine to six", 2)


def test_two_titles_alike_get_two_addresses() -> None:
    first, second = (services.write_article("Same", "x", by=SYSTEM) for _ in range(2))
    assert first.slug == "same"
    assert second.slug.startswith("same-")
    assert services.write_article("料金", "x", by=SYSTEM).slug == "article"


def test_sections_have_one_name_and_leave_their_articles() -> None:
    section = services.save_section(None, by=SYSTEM, name="Shipping")
    with pytest.raises(NameTaken):
        services.save_section(None, by=SYSTEM, name="shipping")
    article = services.write_article("Parcel", "x", by=SYSTEM, section=section)
    services.delete_section(section, by=SYSTEM)
    article.refresh_from_db()
    assert article.section is None


def test_helpful_or_not_is_counted_once_per_visitor() -> None:
    article = services.write_article("Parcel", "x", by=SYSTEM)
    services.rate(article, helpful=True)
    services.rate(article, helpful=True, before=True)
    services.rate(article, helpful=False, before=True)
    services.count_view(article)
    article.refresh_from_db()
    assert (article.helpful, article.unhelpful, article.views) == (0, 1, 1)


def test_the_starter_is_once_and_keeps_what_people_changed(acme: Tenant) -> None:
    assert (Section.objects.count(), Article.objects.count()) == (4, 9)
    Article.objects.filter(slug="privacy").update(title="Data protection")
    Article.objects.get(slug="how-we-use-ai").delete()
    prepare()
    stamp(acme)
    assert Article.objects.count() == 8
    assert Article.objects.get(slug="privacy").title == "Data protection"


def test_the_api_reads_for_all_and_writes_for_colleagues(
    acme: Tenant, people: SimpleNamespace, browser: Any
) -> None:
    stranger, ana, lena = browser(acme), browser(acme, people.ana), browser(acme, people.lena)
    assert stranger.get("/api/v1/articles/").json()["results"] == []
    made = ana.post(
        "/api/v1/articles/", {"title": "Parcels", "body": "# Fast"}, content_type="application/json"
    )
    assert made.status_code == 201
    where = f"/api/v1/articles/{made.json()['id']}/"
    assert stranger.get(where).status_code == 404
    assert ana.post(f"{where}publish/", {}, content_type="application/json").status_code == 403

    assert lena.post(f"{where}publish/", {}, content_type="application/json").json()["visibility"] == "public"

    assert stranger.get(where).json()["html"] == "<h2>Fast</h2>\n"
    assert [row["title"] for row in stranger.get("/api/v1/articles/?q=parcel").json()["results"]] == [
        "Parcels"
    ]
    stale = ana.patch(where, {"title": "X"}, content_type="application/json", headers={"If-Match": 'W/"1"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "article.stale")
