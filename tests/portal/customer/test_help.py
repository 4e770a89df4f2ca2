"""The help centre: what everybody may read."""

import pytest

from core.knowledge.models import Article

pytestmark = pytest.mark.django_db


@pytest.fixture
def refunds():
    return Article.objects.create(
        title="How refunds work",
        slug="how-refunds-work",
        body="Money comes **back** in 3 days.\n\n<script>x</script>",
        visibility="public",
    )


@pytest.fixture
def inside():
    return Article.objects.create(
        title="Refund limits for agents", slug="refund-limits", body="At most 100.", visibility="internal"
    )


def test_the_front_shows_often_read_articles(acme, browser, refunds, inside):
    page = browser(acme).get("/")

    assert page.status_code == 200
    html = page.content.decode()
    assert "How can we help?" in html
    assert "How refunds work" in html
    assert "Refund limits" not in html


def test_an_article_is_safe_html_and_counts_its_readers(acme, browser, refunds):
    page = browser(acme).get("/help/articles/how-refunds-work/")

    html = page.content.decode()
    assert "<strong>back</strong>" in html
    assert "<script>x" not in html
    refunds.refresh_from_db()
    assert refunds.views == 1


@pytest.mark.parametrize("visibility", ["internal", "draft"])
def test_what_is_not_public_is_not_there(acme, browser, inside, visibility):
    Article.objects.filter(pk=inside.pk).update(visibility=visibility)

    page = browser(acme).get("/help/articles/refund-limits/")

    assert page.status_code == 404
    assert "There is nothing here" in page.content.decode()
    assert page["X-Request-ID"] in page.content.decode()


def test_search_answers_htmx_with_the_list_alone(acme, browser, refunds, inside):
    client = browser(acme)

    page = client.get("/help/search/?q=refund")
    piece = client.get("/help/search/?q=refund", headers={"HX-Request": "true"})

    assert "<html" in page.content.decode()
    assert "<html" not in piece.content.decode()
    for answer in (page, piece):
        assert "How refunds work" in answer.content.decode()
        assert "Refund limits" not in answer.content.decode()


def test_a_visitor_votes_once(acme, browser, refunds):
    client = browser(acme)

    for answer in ("yes", "yes", "no"):
        said = client.post("/help/articles/how-refunds-work/vote/", {"helpful": answer})
        assert said.status_code == 302

    refunds.refresh_from_db()
    assert (refunds.helpful, refunds.unhelpful) == (0, 1)
    assert "Thank you for telling us" in client.get("/help/articles/how-refunds-work/").content.decode()


def test_the_neighbours_articles_are_not_here(globex, browser, refunds):
    page = browser(globex).get("/help/articles/how-refunds-work/")

    assert page.status_code == 404


def test_the_brand_is_cached_by_its_version(acme, browser):
    acme.brand_color = "#AA3300"
    acme.save()
    client = browser(acme)

    html = client.get("/").content.decode()
    sheet = client.get("/brand.css?v=1")

    assert "/brand.css?v=" in html
    assert sheet["Content-Type"] == "text/css"
    assert "#aa3300" in sheet.content.decode()
    assert "immutable" in sheet["Cache-Control"]
    assert "immutable" not in client.get("/brand.css")["Cache-Control"]


def test_a_form_without_its_token_is_refused(acme, refunds):
    from tests.support.clients import SiteClient

    client = SiteClient(acme, enforce_csrf_checks=True)

    page = client.post("/help/articles/how-refunds-work/vote/", {"helpful": "yes"})

    assert page.status_code == 403
    assert "You cannot open this" in page.content.decode()
    refunds.refresh_from_db()
    assert refunds.helpful == 0
