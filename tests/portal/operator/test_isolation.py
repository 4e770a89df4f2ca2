"""The console's page of proofs: what is shown, what is stale, and what is no proof."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tenants import context, proofs
from tenants.models import IsolationProof
from tests.portal.operator.test_console import console, opal  # noqa: F401

pytestmark = pytest.mark.django_db
PAGE = "/operator/isolation/"


def report(**changes) -> str:
    told = {
        "format": 1, "at": "2026-11-27T10:00:00+00:00", "commit": "a" * 40, "complete": True, "seconds": 99.5,
        "walked": {"routes": {"count": 158, "attempts": 2856, "leaks": 0, "faults": 0},
                   "tasks": {"count": 9, "attempts": 58, "leaks": 0, "faults": 0}},
        "findings": [], "doors": proofs.doors(),
    }  # fmt: skip
    return json.dumps(told | changes)


def test_only_operators(browser, acme, people):
    assert browser().get(PAGE).status_code == 302
    assert browser(acme, people.olivia).get(PAGE).status_code == 404


def test_without_a_proof_it_says_how_to_make_one(console):  # noqa: F811
    assert "make isolation" in console.get(PAGE).content.decode()


def test_the_latest_proof_and_those_before(console, django_assert_max_num_queries):  # noqa: F811
    with context.shared():
        proofs.take_in(
            report(
                at="2026-11-01T10:00:00+00:00",
                findings=["<b>leak</b>"],
                walked={"routes": {"count": 1, "attempts": 5, "leaks": 2, "faults": 0}},
            )
        )
        first, again = proofs.take_in(report()), proofs.take_in(report())
    assert first.pk == again.pk
    assert (first.attempts, first.leaks, first.seconds) == (2914, 0, 99.5)

    with django_assert_max_num_queries(8):
        html = console.get(PAGE).content.decode()
    for words in ("No leaks", "2,914", "Background tasks", "2 leaks, 0 faults", "aaaaaaaaaa", "Isolation"):
        assert words in html
    assert "Stale" not in html
    assert f'href="{PAGE}"' in console.get("/operator/").content.decode()


def test_a_proof_of_fewer_doors_is_stale_and_says_of_which(console):  # noqa: F811
    known = [door for door in proofs.doors() if door != "task mail.deliver"]
    with context.shared():
        proofs.take_in(report(doors=[*known, "task mail.gone"]))
    html = console.get(PAGE).content.decode()
    assert "Stale" in html
    assert "task mail.deliver" in html
    assert "mail.gone" not in html


def test_leaks_are_not_hidden(console):  # noqa: F811
    walked = {"routes": {"count": 1, "attempts": 5, "leaks": 1, "faults": 0}}
    with context.shared():
        proofs.take_in(report(walked=walked, findings=["routes: <script>GET /x"]))
    html = console.get(PAGE).content.decode()
    assert "Leaks or faults" in html
    assert "&lt;script&gt;GET /x" in html


@pytest.mark.parametrize(
    "broken",
    ["", "[]", "{}", "null", report.__doc__ or "x", '{"format": 2}'],
)
def test_what_is_no_report_is_refused(broken):
    with pytest.raises(proofs.NotAProof):
        proofs.take_in(broken)
    assert IsolationProof.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [{"complete": False}, {"format": 9}, {"at": "yesterday"}, {"at": "2026-11-27T10:00:00"}, {"walked": {}},
     {"walked": {"routes": {"count": "many"}}}, {"doors": [1]}, {"seconds": None}],
)  # fmt: skip
def test_a_part_is_no_proof(change):
    with pytest.raises(proofs.NotAProof):
        proofs.take_in(report(**change))
    assert IsolationProof.objects.count() == 0


def test_the_command(tmp_path):
    with context.shared():
        out = StringIO()
        call_command("isolation_proof", stdout=out)
        assert "No proof" in out.getvalue()
        (tmp_path / "r.json").write_text(report(doors=[]))
        call_command("isolation_proof", "--import", str(tmp_path / "r.json"), stdout=out)
        assert "2914 attempts, 0 leaks" in out.getvalue()
        assert "stale" in out.getvalue()
        with pytest.raises(CommandError):
            call_command("isolation_proof", "--import", str(tmp_path / "none.json"))
