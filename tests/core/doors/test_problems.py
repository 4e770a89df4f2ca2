"""Every no has one shape."""

import logging
import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory
from django.urls import path
from rest_framework import serializers

from core.accounts.models import Department
from core.doors import problems
from core.doors.views import ANYONE, SIGNED_IN, DeskView, takes
from tenants.kernel.errors import Stale, TooMany
from tests.core.accounts.calls import Caller, code


class WordIn(serializers.Serializer):
    word = serializers.CharField(max_length=3)
    number = serializers.IntegerField(required=False)

    def validate(self, attrs):
        if attrs["word"] == "no":
            raise serializers.ValidationError("Not together.")
        return attrs


class Faulty(DeskView):
    needs = {"post": ANYONE, "get": ANYONE, "put": SIGNED_IN}

    @takes(WordIn)
    def post(self, request, data):
        return self.done()

    def get(self, request):
        raise {"stale": Stale(version=7), "many": TooMany(retry_after=9), "bug": ZeroDivisionError("secret")}[
            request.query_params["how"]
        ]

    def put(self, request):
        return self.done()


class Careless(DeskView):
    """Accepts no way of signing in, and still asks for somebody."""

    authentication_classes = ()
    needs = {"post": SIGNED_IN}

    def post(self, request):
        raise AssertionError("nobody gets here")


class Forgetful(DeskView):
    """Names a permission for one of its methods only."""

    needs = {"get": ANYONE}

    def get(self, request):
        return self.done()

    def post(self, request):
        raise AssertionError("nobody gets here")


urlpatterns = [
    path("api/v1/faulty/", Faulty.as_view()),
    path("api/v1/forgetful/", Forgetful.as_view()),
    path("api/v1/careless/", Careless.as_view()),
]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def caller(acme, settings):
    settings.ROOT_URLCONF = __name__
    return Caller(acme)


def test_a_refusal_keeps_its_code_status_and_data(caller):
    answer = caller.call("GET", "/faulty/?how=stale", X_Request_ID="req-12345678")
    body = answer.json()
    assert code(answer) == (412, "stale")
    assert body["error"].startswith("Someone else changed this")
    assert (body["details"], body["requestId"]) == ({"version": 7}, "req-12345678")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", body["timestamp"])
    assert set(body) == {"error", "code", "details", "timestamp", "requestId"}


def test_too_many_says_when_to_come_back(caller):
    answer = caller.call("GET", "/faulty/?how=many")
    assert code(answer) == (429, "too_many")
    assert answer["Retry-After"] == "9"


def test_wrong_input_names_the_fields(caller):
    answer = caller.call("POST", "/faulty/", {"word": "much too long", "number": "x"})
    assert code(answer) == (400, "invalid")
    assert answer.json()["details"]["fields"] == {
        "word": ["Ensure this field has no more than 3 characters."],
        "number": ["A valid integer is required."],
    }
    together = caller.call("POST", "/faulty/", {"word": "no"})
    assert together.json()["details"]["fields"] == {"non_field_errors": ["Not together."]}


def test_a_fault_of_ours_leaks_nothing_and_is_logged(caller, caplog):
    caller.raise_request_exception = False
    with caplog.at_level(logging.ERROR):
        answer = caller.call("GET", "/faulty/?how=bug")
    assert code(answer) == (500, "internal")
    assert "secret" not in answer.content.decode()
    assert "ZeroDivisionError" not in answer.content.decode()
    assert any("unexpected fault" in line.message and line.exc_info for line in caplog.records)


@pytest.mark.parametrize(
    ("method", "sent", "expected"),
    [
        ("DELETE", None, (405, "request.method_not_allowed")),
        ("OPTIONS", None, (405, "request.method_not_allowed")),
        ("PUT", None, (401, "unauthenticated")),
    ],
)
def test_methods_that_lead_nowhere(caller, method, sent, expected):
    assert code(caller.call(method, "/faulty/", sent)) == expected


def test_an_action_without_a_permission_is_refused_to_everybody(caller, people):
    olivia = caller.sign_in(people.olivia)
    assert caller.call("GET", "/forgetful/").status_code == 204
    assert code(olivia.call("POST", "/forgetful/")) == (403, "forbidden")


def test_a_cookie_that_no_authentication_accepted_is_nobody(caller, people):
    ana = caller.sign_in(people.ana)
    assert code(ana.call("POST", "/careless/")) == (401, "unauthenticated")


def test_head_is_get_without_a_body(caller):
    assert caller.call("HEAD", "/forgetful/").status_code == 204


def test_bodies_we_cannot_read(caller):
    broken = caller.generic("POST", "/api/v1/faulty/", "{", content_type="application/json")
    strange = caller.generic("POST", "/api/v1/faulty/", "x", content_type="text/csv")
    assert code(broken) == (400, "request.malformed")
    assert code(strange) == (415, "request.unsupported_type")
    assert strange.json()["details"] == {"type": "text/csv"}


def test_an_answer_in_xml_is_not_to_be_had(caller):
    assert code(caller.call("POST", "/faulty/", {"word": "ok"}, Accept="text/xml")) == (
        406, "request.not_acceptable"
    )  # fmt: skip


def test_named_constraints_tell_their_sentence_and_others_stay_faults(acme):
    Department.objects.create(name="Sales")
    with pytest.raises(IntegrityError) as unique, transaction.atomic():
        Department.objects.create(name="sales")
    refusal = problems.as_refusal(unique.value)
    assert (refusal.status, refusal.code) == (409, "already_there")
    assert refusal.message == "There is a department of this name already."

    with pytest.raises(IntegrityError) as missing, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO accounts_department (name) VALUES (NULL)")
    with pytest.raises(IntegrityError):
        problems.as_refusal(missing.value)


def test_answers_outside_of_views():
    request = RequestFactory().get("/api/v1/nowhere/")
    request.request_id = "req-1"
    assert problems.is_api(request)
    assert not problems.is_api(RequestFactory().get("/inbox/"))
    assert problems.not_found(request).status_code == 404
    assert b'"code": "internal"' in problems.server_error(request).content
    limited = problems.problem_response(request, TooMany(retry_after=3))
    assert (limited.status_code, limited["Retry-After"]) == (429, "3")
