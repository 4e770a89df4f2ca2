"""Finding articles, and who may see which."""

from types import SimpleNamespace

import pytest

from core.knowledge import selectors, services
from core.knowledge.models import Article
from core.knowledge.selectors import NoSuchArticle
from tenants import context
from tenants.kernel.actor import SYSTEM
from tenants.models import Tenant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf(acme: Tenant) -> dict[str, Article]:
    Article.objects.all().delete()

    def write(title: str, body: str, visibility: str = "public") -> Article:
        return services.write_article(title, body, by=SYSTEM, visibility=visibility)

    return {
        "password": write("Reset your password", "Open the sign-in page and follow the link."),
        "invoice": write("Understand your invoice", "Seats, VAT and the billing period."),
        "secret": write("Refund rules for colleagues", "Never promise a date for the refund.", "internal"),
        "draft": write("Invoices of next year", "Not ready.", "draft"),
        "umlaut": write("Rückgabe von Geräten", "Schicken Sie das Gerät in der Verpackung zurück."),
        "kana": write("ファイルをアップロードする", "ファイルは10MBまでです。"),
    }


def titles(question: str, **options: object) -> list[str]:
    return [row.title for row in selectors.search(question, **options)]  # type: ignore[arg-type]


def test_words_and_beginnings_of_words_are_found() -> None:
    assert titles("password") == ["Reset your password"]
    assert titles("PASSW") == ["Reset your password"]
    assert titles("how do I reset my password please?")[0] == "Reset your password"
    assert titles("rückgabe") == ["Rückgabe von Geräten"]
    assert titles("アップロード") == ["ファイルをアップロードする"]
    assert titles("zebra") == []


@pytest.mark.parametrize(
    "question", ["", "   ", "'", "&|!:*()", "' OR 1=1 --", "a" * 10_000, "\x00", "<->", "\\"]
)
def test_odd_questions_find_nothing_and_break_nothing(question: str) -> None:
    assert titles(question) == []


def test_customers_see_public_articles_only(people: SimpleNamespace) -> None:
    assert titles("refund") == []
    assert titles("refund", actor=people.carla.actor) == []
    assert titles("refund", actor=people.ana.actor) == ["Refund rules for colleagues"]
    assert {row.title for row in selectors.search("invoice")} == {"Understand your invoice"}
    assert "Invoices of next year" not in [row.title for row in selectors.sources("invoice refund")]
    assert "Refund rules for colleagues" in [row.title for row in selectors.sources("refund date")]


def test_a_hidden_article_does_not_exist_for_strangers(shelf: dict[str, Article]) -> None:
    with pytest.raises(NoSuchArticle):
        selectors.article_for(None, shelf["secret"].public_id)
    with pytest.raises(NoSuchArticle):
        selectors.public_article(shelf["draft"].slug)


def test_the_neighbour_finds_nothing_of_ours(globex: Tenant) -> None:
    with context.tenant(globex):
        assert titles("password") == []


def test_an_excerpt_begins_where_the_word_is(shelf: dict[str, Article]) -> None:
    article = services.edit_article(
        shelf["password"], by=SYSTEM, body="Something else. " * 40 + "**Backup codes** help."
    )
    assert selectors.excerpt(article, "backup").endswith("Backup codes help.")
