"""Search by meaning: sources embedded once, found while they are told, and nothing lost when the endpoint is."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ai import gateway, meaning, routes, services, sources
from ai.gateway import BadAnswer, ModelAway
from ai.models import Run, SolvedAnswer, SourceVector, Suggestion
from ai.text.masked import Unmasked, constant
from billing.models import CostCount
from core.knowledge import services as knowledge
from core.knowledge.models import Article
from tenants import context
from tenants.alarms.models import Alarm
from tenants.kernel import clock
from tests.support.fakes import openai as fake

TEXTS = [constant("where is my parcel"), constant("how do I sign in")]
FAULTS = {
    "429": (fake.too_many(retry_after=60), "rate_limited"),
    "500": (fake.fails(500), "server_error"),
    "key": (fake.fails(401, "invalid_api_key"), "refused_key"),
    "web page": (fake.html(), "not_json"),
    "too few": (fake.too_few_vectors(), "bad_answer"),
    "NaN": (fake.not_a_number(), "bad_answer"),
    "cut off": (fake.half_embedded(), "bad_answer"),
    "10 MB": (fake.huge(), "too_big"),
    "silence": (fake.hangs(), "timeout"),
    "lengths differ": (fake.embeds(change=lambda answer: answer["data"][0]["embedding"].pop()), "bad_answer"),
    "nothing but zeros": (
        fake.embeds(change=lambda answer: answer["data"][0].update(embedding=[0.0] * 64)),
        "bad_answer",
    ),
}


@pytest.fixture
def embedder(model, settings):
    """A platform with an embedding model beside the others."""
    settings.AI_EMBEDDING_MODEL = "embed-1"
    return model


@pytest.fixture
def where(embedder) -> gateway.Endpoint:
    return routes.to("embedding")[0]


@pytest.fixture
def embedded(embedder, articles) -> list[SourceVector]:
    assert services.embed_sources() == 2, "the public articles; the internal one never leaves"
    return list(SourceVector.objects.all())


def marks() -> set[str]:
    return set(SourceVector.objects.values_list("mark", flat=True))


def draft_of(write_in, drain, model) -> Suggestion:
    """What becomes of Carla's question where the model for words is fine."""
    model.script(fake.answers(), fake.answers(can_answer=True, reply="It disappears. [1]", confidence=0.9))
    write_in()
    drain()
    return Suggestion.objects.order_by("-pk")[0]


def test_vectors_come_in_the_order_of_the_texts_at_unit_length(where, embedder):
    straight, answer = gateway.embed(where, TEXTS)
    embedder.script_embeddings(fake.vectors_out_of_order())
    assert gateway.embed(where, TEXTS)[0] == straight
    assert sum(value * value for value in straight[0]) == pytest.approx(1.0)
    assert (answer.calls, answer.tokens_in, answer.tokens_out) == (1, 9, 0)


def test_what_is_not_masked_does_not_leave(where, embedder):
    with pytest.raises(Unmasked):
        gateway.embed(where, [*TEXTS, "card 4111 1111 1111 1111"])
    assert embedder.embedded == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_and_ends_in_time(name, where, embedder):
    behaviour, kind = FAULTS[name]
    embedder.script_embeddings(behaviour, behaviour)
    with pytest.raises(ModelAway) as caught:
        gateway.embed(where, TEXTS, 1.5)
    assert caught.value.kind == kind
    assert len(embedder.embedded) <= 2
    assert isinstance(caught.value, BadAnswer) == (kind in ("bad_answer", "too_big"))


def test_one_more_try_helps_over_a_short_fault(where, embedder):
    embedder.script_embeddings(fake.fails(503))
    assert gateway.embed(where, TEXTS)[1].calls == 2


def test_sources_are_embedded_once_in_masked_words_and_internal_ones_never(embedder, articles):
    card = "4111 1111 1111 1111"
    Article.objects.filter(slug="reset-password").update(body=f"Never write {card} into a mail.")
    assert services.embed_sources() == 2
    sent = str([call.json for call in embedder.embedded])
    assert card not in sent
    assert "[[CARD_1]]" in sent
    assert "500 euro" not in sent
    assert services.embed_sources() == 0
    assert len(embedder.embedded) == 1, "nothing is embedded twice"
    assert {(row.model, row.dimensions, len(bytes(row.vector))) for row in SourceVector.objects.all()} == {
        ("embed-1", 64, 128)
    }


def test_a_change_embeds_the_changed_piece_alone_and_forgets_the_old(embedded, embedder, articles, people):
    before = marks()
    knowledge.edit_article(
        articles[1], by=people.ana.actor, body="Choose Forgot password on the sign-in page."
    )
    assert services.embed_sources() == 1
    assert len(embedder.embedded[-1].json["input"]) == 1
    assert len(before & marks()) == 1
    assert len(marks()) == 2


def test_a_change_is_heard_and_embedded_soon_after(embedder, articles, people, drain):
    knowledge.write_article("Opening hours", "From 9 to 17.", by=people.ana.actor, visibility="public")
    drain()
    alarm = Alarm.objects.get(kind="ai.meaning")
    assert (alarm.at - clock.now()).total_seconds() <= 20


@pytest.mark.parametrize("gone", ["deleted", "withdrawn", "made internal"])
def test_what_is_not_told_any_more_is_found_by_nobody_from_that_moment_on(gone, embedded, articles, people):
    near = meaning.space("embed-1").near([1.0] + [0.0] * 63)
    source = f"article:{articles[0].public_id}"
    assert source in near
    if gone == "deleted":
        knowledge.delete_article(articles[0], by=people.ana.actor)
    elif gone == "withdrawn":
        knowledge.withdraw_article(articles[0], by=people.ana.actor)
    else:
        knowledge.publish_article(articles[0], by=people.ana.actor, internal=True)

    assert source not in meaning.space("embed-1").near([1.0] + [0.0] * 63)
    assert [one for one in sources.index().sources if one.id == source] == []
    services.embed_sources()
    assert len(marks()) == 1, "and its vector is deleted"


def test_an_erased_answer_takes_its_vector_along(embedded, people, write_in):
    ticket = write_in().ticket
    SolvedAnswer.objects.create(
        ticket=ticket, message=ticket.messages.first(), asked="how is it exported, asks Carla",
        text="Open the reports page and choose export.", language="en",
    )  # fmt: skip
    assert services.embed_sources() == 1
    assert "Carla" not in str(meaning.pieces()), "what it is found by is not sent"
    ticket.delete()
    assert not any(owner.startswith("solved:") for owner in meaning.space("embed-1").owners)
    services.embed_sources()
    assert len(marks()) == 2


def test_a_new_model_embeds_in_the_background_while_the_old_vectors_serve(
    embedded, embedder, settings, write_in
):
    settings.AI_EMBEDDING_MODEL = "embed-2"
    assert meaning.space("embed-2").model == "embed-1"
    asked = len(embedder.embedded)
    found, _ = services.meaning.near(SimpleNamespace(subject="Charged twice", body="twice for one invoice"))
    assert found
    assert embedder.embedded[asked].json["model"] == "embed-1"

    assert services.embed_sources() == 2
    assert set(SourceVector.objects.values_list("model", flat=True)) == {"embed-2"}
    assert meaning.space("embed-2").model == "embed-2"


def test_a_failure_keeps_what_is_there_and_goes_on_later_where_it_ended(embedder, articles, monkeypatch):
    monkeypatch.setattr("ai.services.meaning.AT_ONCE", 1)
    embedder.script_embeddings(fake.embeds(), fake.too_many(retry_after=60))
    assert services.embed_sources() == 1
    assert Alarm.objects.filter(kind="ai.meaning").exists()
    assert services.embed_sources() == 1
    assert len({str(call.json["input"]) for call in embedder.embedded}) == 2


def test_another_length_is_believed_only_when_it_is_said_twice(embedded, embedder, people):
    knowledge.write_article(
        "Opening hours", "We answer from 9 to 17.", by=people.ana.actor, visibility="public"
    )
    embedder.script_embeddings(fake.embeds(dimensions=32))
    assert services.embed_sources() == 0, "a slip"
    assert set(SourceVector.objects.values_list("dimensions", flat=True)) == {64}
    embedder.embeds = fake.embeds(dimensions=32)
    assert services.embed_sources() == 1
    assert set(SourceVector.objects.values_list("dimensions", flat=True)) == {32}
    assert services.embed_sources() == 2, "and the others follow"


def test_without_an_embedding_model_nothing_is_asked_and_nothing_kept(
    embedded, embedder, settings, write_in, drain
):
    settings.AI_EMBEDDING_MODEL = ""
    asked = len(embedder.embedded)
    assert draft_of(write_in, drain, embedder).state == "ready"
    assert len(embedder.embedded) == asked
    services.embed_sources()
    assert not SourceVector.objects.exists()


def test_the_question_is_embedded_masked_and_counted_in_the_run(
    embedded, embedder, settings, write_in, drain
):
    settings.AI_PRICES = {"embed-1": (10.0, 0.0)}
    embedder.script(fake.answers(), fake.answers(can_answer=True, reply="It disappears. [1]", confidence=0.9))
    write_in("My card 4111 1111 1111 1111 was charged twice for one invoice. Where is the second payment?")
    drain()

    asked = embedder.embedded[-1].json["input"]
    assert len(asked) == 1
    assert "4111" not in asked[0]
    run = Run.objects.get(kind="draft")
    assert (run.calls, run.state) == (2, "done")
    told = len(asked[0].split())
    with context.shared():
        assert CostCount.objects.get(span="day", feature="embedding").used == 10 * told
    assert run.cost == 10 * told
    assert Suggestion.objects.get().sources[0]["id"].startswith("article:")


@pytest.mark.parametrize("name", FAULTS)
def test_a_dead_embedding_endpoint_costs_no_draft(name, embedded, embedder, write_in, drain):
    embedder.embeds = FAULTS[name][0]
    row = draft_of(write_in, drain, embedder)
    assert (row.state, row.body) == ("ready", "It disappears. [1]")


def test_a_question_of_another_length_is_not_compared(embedded, embedder, write_in, drain):
    embedder.embeds = fake.embeds(dimensions=32)
    assert services.meaning.near(SimpleNamespace(subject="", body="charged twice"))[0] == {}


def test_no_budget_no_vectors_and_drafts_all_the_same(embedder, settings, articles, write_in, drain):
    settings.AI_PRICES, settings.AI_DAILY_CAP = {"embed-1": (1_000_000.0, 0.0)}, 0.5
    assert services.embed_sources() == 0
    assert embedder.embedded == []
    assert not SourceVector.objects.exists()
    assert draft_of(write_in, drain, embedder).state == "ready"
