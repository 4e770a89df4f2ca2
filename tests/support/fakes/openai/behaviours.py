"""How the fake model may behave for one request: a function from the request to a reply.

Good answers, broken answers and answers that never end. Times are seconds.
"""

import asyncio
import json
import math
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

from tests.support.fakes.openai.answering import DRAFT, fill, grounded, mail_of, obey, schema_of, told_schema
from tests.support.fakes.openai.vectors import DIMENSIONS, embeddings
from tests.support.fakes.server import Call, Reply, drip

Behaviour = Callable[[Call], Reply]
FOREVER = 3600.0
TEN_MEGABYTES = 10 * 1024 * 1024


def answers(**chosen: Any) -> Behaviour:
    """A valid answer to the schema asked for, with these properties; plain draft text without a schema."""

    def behave(call: Call) -> Reply:
        return Reply.of(completion(call, _content(call, chosen)))

    return behave


def says(content: str, **choice: Any) -> Behaviour:
    """Exactly this content. choice: finish_reason or other fields of the choice."""
    return lambda call: Reply.of(completion(call, content, **choice))


def obeys_the_mail() -> Behaviour:
    """A model that follows the orders found in the mail and gives its prompt away."""

    def behave(call: Call) -> Reply:
        schema = schema_of(call.json)
        return Reply.of(completion(call, json.dumps(obey(schema, call.json)) if schema else DRAFT))

    return behave


def takes_only(*forms: str, **chosen: Any) -> Behaviour:
    """An endpoint that knows these kinds of response_format and says 400 to others; "text" is none at all.

    Without a schema to fill it takes the one that is told in the messages.
    """

    def behave(call: Call) -> Reply:
        form = (call.json.get("response_format") or {"type": "text"})["type"]
        if form not in forms:
            return _error(400, "invalid_request_error", said=f"response_format {form} is not supported")
        told = schema_of(call.json) or told_schema(call.json)
        content = json.dumps(fill(told or {}, mail_of(call.json), grounded(call.json) | chosen))
        return Reply.of(completion(call, content if form != "text" else f"```json\n{content}\n```"))

    return behave


def cut_off() -> Behaviour:
    """Half of a JSON answer: the token limit was reached."""

    def behave(call: Call) -> Reply:
        content = _content(call, {})
        return Reply.of(completion(call, content[: len(content) // 2], finish_reason="length"))

    return behave


def not_json() -> Behaviour:
    """An answer that ends properly and is not JSON."""
    return says("Sure! The category is billing.")


def refuses(reason: str = "I cannot help with that.") -> Behaviour:
    """The model's own refusal."""

    def behave(call: Call) -> Reply:
        body = completion(call, "")
        body["choices"][0]["message"] |= {"content": None, "refusal": reason}
        return Reply.of(body)

    return behave


def filtered() -> Behaviour:
    """Stopped by the provider's content filter."""
    return says("", finish_reason="content_filter")


def too_many(retry_after: float = 1) -> Behaviour:
    """429 with Retry-After."""
    return lambda call: _error(429, "rate_limit_exceeded", **{"retry-after": f"{retry_after:g}"})


def fails(status: int = 500, code: str = "server_error") -> Behaviour:
    """An error of the protocol: 400 context_length_exceeded, 401 invalid_api_key, 500, 503 …"""
    return lambda call: _error(status, code)


def html() -> Behaviour:
    """A login page of some proxy, status 200."""
    return lambda call: Reply.page("<html><body>Please sign in to the network</body></html>")


def empty_choices() -> Behaviour:
    """A completion without a choice."""
    return lambda call: Reply.of(completion(call, "") | {"choices": []})


def no_usage() -> Behaviour:
    """A good answer whose usage is null, as some compatible servers send it."""
    return lambda call: Reply.of(completion(call, _content(call, {})) | {"usage": None})


def huge(size: int = TEN_MEGABYTES) -> Behaviour:
    """A syntactically right answer of this many bytes."""
    return lambda call: Reply.of(completion(call, "a" * size))


def hangs(seconds: float = FOREVER) -> Behaviour:
    """Accepts the request and says nothing."""

    async def silence() -> AsyncIterator[bytes]:
        await asyncio.sleep(seconds)
        yield b"{}"

    return lambda call: Reply(chunks=silence)


def dripping(pause: float = 1.0) -> Behaviour:
    """A good answer, one byte per `pause` seconds, so that no read ever times out."""

    def behave(call: Call) -> Reply:
        body = json.dumps(completion(call, _content(call, {}))).encode()
        return Reply(chunks=lambda: drip(body, pause))

    return behave


def completion(call: Call, content: str, finish_reason: str = "stop") -> dict[str, Any]:
    """The chat.completion object around a content."""
    prompt, answer = len(call.body) // 4, len(content) // 4
    return {
        "id": "chatcmpl-fake",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": call.json.get("model", "fake"),
        "choices": [
            {
                "index": 0,
                "finish_reason": finish_reason,
                "message": {"role": "assistant", "content": content, "refusal": None},
            }
        ],
        "usage": {"prompt_tokens": prompt, "completion_tokens": answer, "total_tokens": prompt + answer},
    }


def embeds(
    *, dimensions: int = DIMENSIONS, change: Callable[[dict[str, Any]], object] | None = None
) -> Behaviour:
    """Vectors of hashed words for each text. change: spoils the good answer in place."""

    def behave(call: Call) -> Reply:
        answer = embeddings(call.json, dimensions)
        if change:
            change(answer)
        return Reply.of(answer)

    return behave


def half_embedded() -> Behaviour:
    """An answer that ends in the middle of a number, with the length of the whole announced as its own."""
    return lambda call: Reply(body=json.dumps(embeddings(call.json, DIMENSIONS)).encode()[:200])


def too_few_vectors() -> Behaviour:
    return embeds(change=lambda answer: answer["data"].pop())


def vectors_out_of_order() -> Behaviour:
    """The right vectors with their numbers, backwards."""
    return embeds(change=lambda answer: answer["data"].reverse())


def not_a_number() -> Behaviour:
    """NaN, which Python's JSON writes and reads without a word."""
    return embeds(change=lambda answer: answer["data"][0]["embedding"].__setitem__(0, math.nan))


def _content(call: Call, chosen: dict[str, Any]) -> str:
    request = call.json
    if schema := schema_of(request):
        return json.dumps(fill(schema, mail_of(request), grounded(request) | chosen))
    if request.get("response_format"):
        return json.dumps(chosen or {"reply": DRAFT})
    return chosen.get("reply", DRAFT)


def _error(status: int, code: str, said: str = "", **headers: str) -> Reply:
    error = {"message": said or f"the fake model says {code}", "type": code, "code": code, "param": None}
    return Reply.of({"error": error}, status, **headers)
