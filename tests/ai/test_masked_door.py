"""Nothing that must be masked reaches a model or a log line, and nobody can forget to mask."""

from __future__ import annotations

import ast
import json
import logging
from pathlib import Path

import pytest
from django.conf import settings

from ai import gateway
from ai.gateway import Question
from ai.text.masked import Unmasked, constant
from core.knowledge.models import Article
from tests.ai.text.personal import marked
from tests.support.fakes import openai as fake

ROOT = Path(settings.ROOT_DIR)


def listen(caplog):
    """Every word of what speaks to a model, and of ours."""
    for name in ("openai", "httpx", "httpx2", "httpcore", "httpcore2", "ai", "core", "tenants", "billing"):
        caplog.set_level(logging.DEBUG, name)


def test_no_value_of_the_corpus_is_in_a_request_or_a_log_line(
    write_in, articles, model, drain, caplog, people
):
    listen(caplog)
    Article.objects.filter(slug="charged-twice").update(
        body="If your card was charged twice: pay to DE89 3704 0044 0532 0130 00. Password: Geheim123"
    )
    people.carla.name = "carla.customer@example.com"
    people.carla.save(update_fields=["name"])
    cases = marked()
    ticket = None
    for start in range(0, len(cases), 12):
        lines = "\n\n".join(f"Our card was charged twice. {text}" for _, text, _ in cases[start : start + 12])
        ticket = write_in(lines, ticket, subject=f"Charged twice {cases[start][1][:150]}").ticket
        drain()

    sent = [json.dumps(call.json, ensure_ascii=False) for call in model.chats]
    assert len(sent) >= 20, "triage and drafts"
    values = {value for _, _, found in cases for value in found if len(value) > 3}
    everywhere = "\n".join(
        [*sent, *(record.getMessage() + str(record.exc_text or "") for record in caplog.records)]
    )
    everywhere = everywhere.replace("\\n", "\n").replace('\\"', '"')
    assert [value for value in values if value in everywhere] == []
    assert "carla.customer@example.com" not in everywhere
    assert "3704" not in everywhere
    assert "Geheim123" not in everywhere


def test_a_failing_model_leaves_no_words_in_the_log(write_in, model, drain, caplog):
    listen(caplog)
    model.default = fake.says('{"sentiment": 4111111111111111, "x": "carla@customer.example"}')
    write_in("My card 4111 1111 1111 1111 and carla@customer.example")
    drain()

    told = "\n".join(record.getMessage() + str(record.exc_text or "") for record in caplog.records)
    assert "4111" not in told
    assert "carla@customer.example" not in told


@pytest.mark.parametrize(("content", "schema"), [
    ("plain words", {}), (constant("masked") + " and not", {}),
    (constant("masked"), {"properties": {"tag": {"enum": ["unmasked"]}}}),
])  # fmt: skip
def test_the_gateway_refuses_what_was_not_masked(content, schema):
    with pytest.raises(Unmasked):
        Question(({"role": "user", "content": content},), "x", schema, "small")


def test_masked_text_is_made_in_one_place_and_constants_in_prompts_alone():
    makers = {"Masked": set(), "constant": set()}
    for path in (ROOT / "ai").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in makers:
                makers[node.func.id].add(path.relative_to(ROOT).as_posix())

    assert makers["Masked"] == {"ai/text/masked.py", "ai/text/redact.py"}
    assert makers["constant"] <= {
        f"ai/prompts/{name}.py" for name in ("draft", "triage", "wrapping", "writing")
    }
    assert gateway.Question is Question
