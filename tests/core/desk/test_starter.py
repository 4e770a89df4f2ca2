"""Starter content: complete, once, and never over what people made of it."""

import pytest

from core.desk.models import Calendar, CannedReply, Category, MailText, Queue, SavedView, Status, Tag, Team
from core.desk.rules import variables
from core.desk.starter import prepare, stamp
from core.desk.starter.sowing import add
from core.desk.texts import known as known_variables
from core.tickets.selectors import Filters
from tenants.models import Tenant

pytestmark = pytest.mark.django_db


def seed(tenant: Tenant) -> None:
    prepare()
    stamp(tenant)


MODELS = (Calendar, Status, Queue, Team, Category, Tag, CannedReply, MailText, SavedView)


def test_it_is_all_there(acme: Tenant) -> None:
    assert {model.__name__: model.objects.count() for model in MODELS} == {
        "Calendar": 2,
        "Status": 10,
        "Queue": 4,
        "Team": 1,
        "Category": 33,
        "Tag": 5,
        "CannedReply": 10,
        "MailText": 28,
        "SavedView": 15,
    }
    assert Queue.objects.get(is_default=True).name == "Support"
    assert Category.objects.get(key="billing.refund").queue.name == "Billing"
    assert Category.objects.get(key="billing.refund").parent.key == "billing"
    leaves = Category.objects.exclude(examples=[])
    assert leaves.count() == 26
    assert all(
        len(leaf.examples) >= 2 and len(leaf.counter_examples) >= 1 and leaf.description for leaf in leaves
    )


def test_again_changes_nothing(acme: Tenant) -> None:
    before = [list(model.objects.values()) for model in MODELS]
    seed(acme)
    assert [list(model.objects.values()) for model in MODELS] == before


def test_edited_rows_stay_and_deleted_rows_stay_away(acme: Tenant) -> None:
    Tag.objects.filter(name="bug").update(name="defect", color="#000000")
    Tag.objects.get(name="vip").delete()
    Status.objects.filter(key="open").update(label="Being looked at")

    seed(acme)

    assert sorted(Tag.objects.values_list("name", flat=True)) == [
        "churn-risk",
        "defect",
        "kb-gap",
        "waiting-on-vendor",
    ]
    assert Status.objects.get(key="open").label == "Being looked at"


def test_a_later_release_adds_its_rows_beside_peoples(acme: Tenant) -> None:
    Tag.objects.create(name="loyal", description="ours")
    rows = [{"seed_key": "loyal", "name": "loyal"}, {"seed_key": "press", "name": "press"}]

    add(Tag, rows, version=2)
    add(Tag, rows, version=2)

    assert Tag.objects.get(name="loyal").description == "ours"
    assert Tag.objects.get(name="press").seed_version == 2


def test_what_two_engines_differ_on_has_a_view(acme: Tenant) -> None:
    view = SavedView.objects.get(seed_key="needs-review")
    assert (view.name, view.filters) == ("AI needs review", {"needs_review": "1"})
    assert view.position == SavedView.objects.count() - 1, "after those that were there before"


def test_views_are_lists_the_inbox_can_make(acme: Tenant) -> None:
    for view in SavedView.objects.all():
        Filters.read({**view.filters, "order": view.order})


def test_a_desk_of_the_first_release_is_given_the_later_languages(acme: Tenant) -> None:
    MailText.objects.filter(seed_version=2).delete()
    MailText.objects.create(key="portal_link", language="fr", subject="À nous", body="{{ link }}")

    seed(acme)

    assert MailText.objects.count() == 28
    assert MailText.objects.get(key="portal_link", language="fr").subject == "À nous"


def test_languages_of_a_mail_say_the_same_things(acme: Tenant) -> None:
    for text in MailText.objects.all():
        english = MailText.objects.get(key=text.key, language="en")
        assert variables(text.body) | variables(text.subject) == variables(english.body) | variables(
            english.subject
        )
        assert variables(text.body) <= known_variables(text.key)


def test_the_desk_is_open_from_nine_to_five_where_the_signup_was(acme: Tenant) -> None:
    office = Calendar.objects.get(is_default=True)
    assert office.week == [[[540, 1020]]] * 5 + [[], []]
    assert (office.time_zone, office.reply_hours) == (acme.time_zone, 8)
    assert Calendar.objects.get(is_default=False).week == [[[0, 1440]]] * 7
    assert not Queue.objects.exclude(calendar=None).exists()
