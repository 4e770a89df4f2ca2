"""A scripted server that speaks the OpenAI protocol.

    with FakeOpenAI() as model:
        model.script(too_many(retry_after=1), answers(category="billing"))
        ...
        assert model.chats[0].json["model"] == "small"

In tests it runs in a thread. For benchmarks `python -m tests.support.fakes.openai --latency 1.0`
gives it a process of its own, and `FakeOpenAIProcess` does that from Python.
"""

from tests.support.fakes.openai.behaviours import (
    answers,
    cut_off,
    dripping,
    embeds,
    empty_choices,
    fails,
    filtered,
    half_embedded,
    hangs,
    html,
    huge,
    no_usage,
    not_a_number,
    not_json,
    obeys_the_mail,
    refuses,
    says,
    takes_only,
    too_few_vectors,
    too_many,
    vectors_out_of_order,
)
from tests.support.fakes.openai.process import FakeOpenAIProcess
from tests.support.fakes.openai.server import FakeOpenAI

__all__ = [
    "FakeOpenAI",
    "FakeOpenAIProcess",
    "answers",
    "cut_off",
    "dripping",
    "embeds",
    "empty_choices",
    "fails",
    "filtered",
    "half_embedded",
    "hangs",
    "html",
    "huge",
    "no_usage",
    "not_a_number",
    "not_json",
    "obeys_the_mail",
    "refuses",
    "says",
    "takes_only",
    "too_few_vectors",
    "too_many",
    "vectors_out_of_order",
]
