"""Needs, taking, shapes, throttles, schema and the start-up check."""

import json
from datetime import UTC, date, datetime
from typing import Any, Literal

import pytest
from django.core.management import call_command
from django.http import QueryDict
from django.urls import path
from django.views import View
from rest_framework import serializers

from core.doors import checks, needs, shapes
from core.doors.taking import nothing_of, parse
from core.doors.views import DeskView
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.errors import Refused, Unauthenticated
from tests.core.accounts.calls import Caller, code

ANA = Actor("user", 1, permissions=frozenset({"tickets.view"}))


def test_needs():
    needs.check(None, needs.ANYONE)
    needs.check(ANA, needs.SIGNED_IN)
    needs.check(ANA, "tickets.view")
    needs.check(ANA, ("portal.tickets", "tickets.view"))
    for need in ("tickets.delete", ("a.b", "c.d"), None):
        with pytest.raises(Refused):
            needs.check(ANA, need)
    for need in (needs.SIGNED_IN, "tickets.view", None):
        with pytest.raises(Unauthenticated):
            needs.check(None, need)
    with pytest.raises(Refused):
        needs.check(SYSTEM, None)


class WordIn(serializers.Serializer):
    word = serializers.CharField()
    note = serializers.CharField(required=False)


def test_given_knows_what_was_sent():
    data = parse(WordIn, {"word": "hi", "other": 1})
    assert (data.word, data.note, data.sent) == ("hi", None, {"word": "hi"})
    assert "hi" not in repr(data)
    with pytest.raises(AttributeError):
        _ = data.typo


class QueryIn(serializers.Serializer):
    word = serializers.CharField(required=False)
    most = serializers.IntegerField(default=7)


def test_an_empty_query_is_parsed_once_and_belongs_to_who_asked():
    for _ in range(2):
        nothing, parsed = nothing_of(QueryIn), parse(QueryIn, QueryDict())
        assert (nothing.word, nothing.most, nothing.sent) == (parsed.word, parsed.most, parsed.sent)
        nothing.sent["word"] = "mine"
    assert nothing_of(QueryIn).sent == {"most": 7}


class Inner(shapes.Shape):
    name: str


class Outer(shapes.Shape):
    """A bit of everything."""

    id: int
    share: float | None
    day: date
    at: datetime | None
    kind: Literal["a", "b"]
    one: Inner | None
    many: list[Inner]
    words: list[str]
    facts: dict[str, Any]
    anything: Any


def test_a_shape_describes_itself():
    fields = shapes.serializer_of(Outer)().fields
    assert {name: type(field).__name__ for name, field in fields.items()} == {
        "id": "IntegerField",
        "share": "FloatField",
        "day": "DateField",
        "at": "DateTimeField",
        "kind": "ChoiceField",
        "one": "Inner",
        "many": "ListSerializer",
        "words": "ListField",
        "facts": "DictField",
        "anything": "JSONField",
    }
    assert {name for name, field in fields.items() if field.allow_null} == {"share", "at", "one"}


def test_moments_and_plain_values():
    when = datetime(2026, 11, 20, 17, 48, 1, 5000, UTC)
    assert shapes.moment(when) == "2026-11-20T17:48:01.005Z"
    assert shapes.moment(None) is None
    assert shapes.plain({"a": (1, when.date()), 2: None}) == {"a": [1, "2026-11-20"], "2": None}


class Bare(View):
    pass


class Half(DeskView):
    needs = {"get": needs.ANYONE}

    def get(self, request):
        return self.done()

    def post(self, request):
        return self.done()


urlpatterns = [
    path("api/v1/bare/", Bare.as_view()),
    path("api/v1/half/", Half.as_view()),
    path("other/", Bare.as_view()),
]


def test_the_check_finds_doors_without_a_permission():
    assert list(checks.uncovered(__name__)) == [
        ("api/v1/bare/", "is not a DeskView or DeskViewSet"),
        ("api/v1/half/", "the action post names no permission in Half.needs"),
    ]


def test_every_door_of_the_product_names_its_permission():
    assert list(checks.uncovered()) == []


def test_the_api_is_limited_per_person(acme, people, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "api": "3/minute"}
    ana, ben = Caller(acme).sign_in(people.ana), Caller(acme).sign_in(people.ben)
    assert [ana.call("GET", "/me/").status_code for _ in range(3)] == [200, 200, 200]
    limited = ana.call("GET", "/me/")
    assert code(limited) == (429, "too_many")
    assert 0 < int(limited["Retry-After"]) <= 61
    assert ben.call("GET", "/me/").status_code == 200


def test_a_version_we_do_not_understand_is_refused(acme, people):
    ana = Caller(acme).sign_in(people.ana)
    assert code(ana.call("PATCH", "/me/", {"theme": "dark"}, If_Match="yesterday")) == (
        400,
        "if_match.invalid",
    )
    assert ana.call("GET", "/me/").json()["theme"] == "system"
    for good in ('"1"', "*"):
        assert ana.call("PATCH", "/me/", {"theme": "dark"}, If_Match=good).status_code == 200


def test_the_schema_is_clean_and_says_what_the_views_say(tmp_path):
    target = tmp_path / "schema.json"
    call_command("spectacular", "--fail-on-warn", "--format", "openapi-json", "--file", str(target))
    document = json.loads(target.read_text())
    change = document["paths"]["/api/v1/users/{id}/"]["patch"]
    assert change["operationId"] == "users_change"
    assert "Needs the permission `people.manage`." in change["description"]
    assert [one["name"] for one in change["parameters"]] == ["If-Match", "id"]
    assert sorted(change["responses"]) == ["200", "400", "401", "403", "404", "409", "412", "429"]
    assert "Retry-After" in change["responses"]["429"]["headers"]
    assert "ETag" in change["responses"]["200"]["headers"]
    invite = document["paths"]["/api/v1/users/invite/"]["post"]
    assert [one["name"] for one in invite["parameters"]] == ["Idempotency-Key"]
    sign_in = document["paths"]["/api/v1/auth/token/"]["post"]
    assert sign_in["security"] == [{}]
    people = document["paths"]["/api/v1/users/"]["get"]
    names = {one["name"] for one in people["parameters"]}
    assert names == {"cursor", "page_size", "q", "search", "role", "is_active"}
