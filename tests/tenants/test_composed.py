"""Querysets that are composed once answer as if they were composed anew, each time, in each tenant."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Upper
from django.test.utils import CaptureQueriesContext

from core.desk.models import Queue, Tag, Team
from tenants import context
from tenants.database import composed as module
from tenants.database.composed import composed
from tenants.database.statements import THRESHOLD

pytestmark = pytest.mark.django_db


@composed
def _after(order: str, *, pk: Any) -> QuerySet[Tag]:
    return Tag.objects.filter(pk__gt=pk).order_by(order)


@composed
def _among(*, pks: Any) -> QuerySet[Tag]:
    return Tag.objects.filter(pk__among=pks).order_by("pk")


@pytest.fixture
def tags(acme):
    return [Tag.objects.create(name=name) for name in ("alpha", "beta", "gamma")]


def test_it_answers_as_the_queryset_does_for_each_value_and_shape(tags):
    first, second, third = tags
    assert _after("name", pk=first.pk) == [second, third]
    assert _after("-name", pk=first.pk) == [third, second]
    assert _after("name", pk=third.pk) == []
    assert _after.fresh("name", pk=second.pk) == [third]


def test_a_statement_is_composed_once_and_seen_by_who_counts(tags, monkeypatch):
    _after("name", pk=0)
    monkeypatch.setattr(_after, "make", lambda *_, **__: pytest.fail("composed again"))
    with CaptureQueriesContext(connection) as asked:
        assert tags[1] in _after("name", pk=tags[0].pk)
    assert len(asked) == 1


def test_lists_of_any_length_have_one_text(tags):
    assert _among(pks=[]) == []
    assert _among(pks=[tags[2].pk, tags[0].pk]) == [tags[0], tags[2]]
    assert len(_among.kept) == 1


def test_each_tenant_gets_its_own_rows(acme, globex):
    for tenant in (acme, globex) * (THRESHOLD + 2):  # prepared from a time on
        with context.tenant(tenant):
            assert {one.pk for one in _after("name", pk=0)} == set(Tag.objects.values_list("pk", flat=True))
            assert _after("name", pk=0)[0]._state.db == "default"


def test_tuples_dicts_annotations_and_rows_beside(tags):
    @composed
    def _tuples(*, word: Any) -> QuerySet[Any]:
        return Tag.objects.filter(name=word).values_list("pk", Upper("name"))

    @composed
    def _flat(*, word: Any) -> QuerySet[Any]:
        return Tag.objects.filter(name__icontains=word).order_by("name").values_list("name", flat=True)

    @composed
    def _dicts(*, word: Any) -> QuerySet[Any]:
        return Tag.objects.filter(name=word).values("name")

    @composed
    def _queues(*, word: Any, team: Any) -> QuerySet[Queue]:
        same = Exists(Queue.objects.filter(pk=OuterRef("pk"), name__startswith=word))
        rows = Queue.objects.select_related("team").annotate(said=RawSQL("%s::text", [word]), is_same=same)
        return rows.annotate(held=F("team__name"), two=Value(2)).order_by("pk")

    assert _tuples(word="beta") == [(tags[1].pk, "BETA")]
    assert _flat(word="LPH") == ["alpha"]
    assert _flat(word="%") == []
    assert _dicts(word="gamma") == [{"name": "gamma"}]
    found = _queues(word="G", team=None)
    assert [row.pk for row in found] == list(Queue.objects.order_by("pk").values_list("pk", flat=True))
    assert {(row.said, row.two) for row in found} == {("G", 2)}
    assert [row.is_same for row in found] == [row.name.startswith("G") for row in found]
    with CaptureQueriesContext(connection) as asked:
        assert [row.held for row in found] == [row.team.name if row.team else None for row in found]
    assert len(asked) == 0


def test_what_finds_nothing_by_itself_asks_nobody(acme):
    @composed
    def _none(*, pk: Any) -> QuerySet[Tag]:
        return Tag.objects.filter(pk=pk).none()

    with CaptureQueriesContext(connection) as asked:
        assert _none(pk=1) == []
    assert len(asked) == 0
    with pytest.raises(EmptyResultSet):
        _none.piece(pk=1)


def test_further_statements_are_refused_rather_than_forgotten(acme):
    @composed
    def _prefetched(*, pk: Any) -> QuerySet[Queue]:
        return Queue.objects.filter(pk=pk).prefetch_related("ticket_set")

    with pytest.raises(TypeError):
        _prefetched(pk=1)


def test_a_piece_has_the_values_of_this_time(tags):
    text, values = _among.piece(pks=[tags[1].pk])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({text}) AS one", values)
        assert cursor.fetchone() == (1,)


def test_shapes_are_bounded(acme, monkeypatch):
    monkeypatch.setattr(module, "MOST_SHAPES", 2)

    @composed
    def _limited(most: int, *, pk: Any) -> QuerySet[Tag]:
        return Tag.objects.filter(pk__gt=pk)[:most]

    assert [len(_limited(most, pk=0)) for most in (1, 2, 3, 3)] == [1, 2, 3, 3]
    assert len(_limited.kept) == 2


def test_another_thread_asks_by_its_own_connection(acme):
    _after("name", pk=0)
    used: list[Any] = []

    def there() -> None:
        with context.tenant("acme"):
            _after("name", pk=0)
            used.append(connection.connection)
        connection.close()

    thread = Thread(target=there)
    thread.start()
    thread.join(20)
    assert len(used) == 1
    assert used[0] is not connection.connection


@composed
def _members(*, pk: Any) -> QuerySet[Any]:
    rows = Team.members.through._default_manager.filter(team=pk).select_related("team", "user")
    return rows.only("team__name", "user__email").order_by("pk")


def test_rows_and_what_stands_beside_them_are_as_django_makes_them(people):
    with context.tenant("acme"):
        ana = people.ana
        team = Team.objects.create(name="first line")
        team.members.add(ana)
        (row,) = _members(pk=team.pk)

        assert (row, row.team, row.user) == (team.members.through.objects.get(team=team), team, ana)
        assert (row._state.adding, row._state.db) == (False, "default")
        with CaptureQueriesContext(connection) as asked:
            assert (row.team.name, row.user.email) == ("first line", ana.email)
        assert not asked
        assert row.user.get_deferred_fields() >= {"name", "password"}
        assert row.user.name == ana.name  # fetched when it is asked for
        row.user.name = "Ana B"
        row.user.save(update_fields=["name"])
        ana.refresh_from_db()
        assert ana.name == "Ana B"
