"""An organization holds the words that models are asked with: they run, have their own figures, and may go."""

from __future__ import annotations

import json

import pytest

from ai import book, selectors, services
from ai.models import ModelSettings, Run, Suggestion, Verdict
from ai.prompts import draft, shipped, triage
from core.audit.models import Record
from tests.ai.test_model_path import GOOD, REPLY
from tests.support.callers import one_of_each
from tests.support.fakes import openai as fake

PAGE = "/settings/ai/learned/"


@pytest.fixture
def by(people):
    return people.adam.actor


def asked(call) -> tuple[str, dict]:
    """The rules and the schema's fields of one request."""
    return call.json["messages"][0]["content"], call.json["response_format"]["json_schema"]["schema"][
        "properties"
    ]


def test_a_pinned_prompt_really_runs_and_the_next_message_after_letting_go_is_asked_anew(
    model, write_in, drain, by
):
    services.set_policy("reply", "off", by)
    older = {name: value for name, value in GOOD.items() if name != "thanks_only"}
    model.script(fake.answers(**older), fake.answers(**GOOD))
    services.pin_prompt("triage", "triage-2", by=by)
    first = write_in("Charged twice")
    drain()
    rules, fields = asked(model.chats[-1])
    assert ("thanks_only" in rules, "thanks_only" in fields, "spam" in fields) == (False, False, True)
    assert "thanks_only" not in fields["confidence"]["properties"]
    run = Run.objects.get(message=first)
    assert (run.prompt_version, run.engine, run.state) == ("triage-2", "model", "done")
    assert not run.results.get(field="thanks").value

    services.pin_prompt("triage", "", by=by)
    second = write_in("Charged thrice")
    drain()
    assert "thanks_only" in asked(model.chats[-1])[1]
    assert Run.objects.get(message=second).prompt_version == "triage-4"
    told = Record.objects.filter(action="ai.prompt_pinned").order_by("pk").values_list("before", "after")
    assert [(was["version"], now["version"]) for was, now in told] == [
        ("newest", "triage-2"), ("triage-2", "newest"),
    ]  # fmt: skip


def test_an_older_draft_prompt_knows_a_tone_and_no_voice(model, write_in, articles, drain, by):
    services.set_voice(None, by, guidelines="Say moin.", forbidden=["never mind"])
    services.pin_prompt("draft", "draft-2", by=by)
    model.script(fake.answers(**GOOD), fake.answers(**REPLY))
    write_in()
    drain()
    rules, options = (one["content"] for one in model.chats[-1].json["messages"][:2])
    assert "shorter, friendlier or more formal" in rules
    assert ("our_wording" in rules, set(json.loads(options))) == (False, {"organization", "sources"})
    assert Suggestion.objects.get().run.prompt_version == "draft-2"


def test_what_ships_is_told_apart_and_the_earlier_words_are_whole():
    assert shipped.SHIPPED == {
        "triage": ("triage-4", "triage-3", "triage-2"),
        "draft": ("draft-3", "draft-2"),
    }
    assert len(triage.RULES.splitlines()) == len(triage.RULES_2.splitlines()) + 1
    assert draft.RULES_2 != draft.RULES
    assert "never_say" not in draft.RULES_2


def test_one_that_is_shipped_no_more_is_told_and_the_newest_is_asked(
    acme, people, browser, by, model, write_in, drain
):
    services.set_policy("reply", "off", by)
    services.pin_prompt("triage", "triage-2", by=by)
    ModelSettings.objects.update(prompts={"triage": "triage-1"})
    book.decided.kept.clear()
    model.default = fake.answers(**GOOD)
    message = write_in("Charged twice")
    drain()
    run = Run.objects.get(message=message)
    assert run.prompt_version == "triage-4"
    Verdict.objects.create(
        ticket=run.ticket, field="category", said="a", is_right=True, how="confirmed", confidence=0.9,
        engine="model", model="small", prompt_version="triage-4+abcdef",
    )  # fmt: skip
    adam = browser(acme, people.adam)
    page = adam.get(PAGE).text
    assert "triage-1, which you hold, is no longer part of Deskhand. Models are asked with triage-4" in page
    [newest, _, _, gone] = selectors.prompts()["triage"]
    assert (newest.decided, newest.right, newest.is_in_use) == (1, 1, True)
    assert (gone.name, gone.is_shipped, gone.is_pinned) == ("triage-1", False, True)

    assert adam.post("/settings/ai/prompts/", {"task": "triage", "version": ""}).status_code == 302
    assert ModelSettings.objects.get().prompts == {}
    assert "no longer part of" not in adam.get(PAGE).text


def test_only_what_is_shipped_can_be_held_by_who_may(acme, people, browser, by):
    for task, version in (("triage", "triage-1"), ("triage", "draft-2"), ("summary", "writing-1")):
        with pytest.raises(services.NotShipped):
            services.pin_prompt(task, version, by=by)
    assert browser(acme, people.ana).post("/settings/ai/prompts/", {"task": "triage"}).status_code == 403
    adam = browser(acme, people.adam)
    said = adam.post("/settings/ai/prompts/", {"task": "draft", "version": "draft-2"}, follow=True).text
    assert "draft-2 is asked with from the next message on, until you let it go." in said
    callers = one_of_each(acme, people)
    assert callers.olivia.read("/ai/settings/").json()["prompts"] == {"draft": "draft-2"}
    sent = {"prompts": {"draft": "", "triage": "triage-2"}}
    assert callers.olivia.call("PATCH", "/ai/settings/", sent).json()["prompts"] == {"triage": "triage-2"}
    wrong = {"prompts": {"draft": "draft-2", "triage": "triage-9"}}
    assert callers.olivia.call("PATCH", "/ai/settings/", wrong).status_code == 400
    assert ModelSettings.objects.get().prompts == {"triage": "triage-2"}, "all or nothing"
