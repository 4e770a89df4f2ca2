"""The HTTP side of the fake model: chat completions, embeddings, models."""

import asyncio
import base64
import hashlib
import math
import struct
from collections import deque
from typing import Any

from tests.support.fakes.openai.behaviours import Behaviour, answers
from tests.support.fakes.server import AsgiServer, Call, Reply

DIMENSIONS = 64
MODELS = ("fake-small", "fake-large", "fake-embedding")


class FakeOpenAI(AsgiServer):
    """`base_url` goes to the client. Scripted behaviours are used up first, then `default` for ever."""

    def __init__(self, *, latency: float = 0.0, port: int = 0, keep: bool = True) -> None:
        """latency: seconds before each answer. keep: record requests (off in benchmarks)."""
        super().__init__(port)
        self.latency = latency
        self.default: Behaviour = answers()
        self.served = self.open = self.peak = 0
        self._keep = keep
        self._script: deque[Behaviour] = deque()

    @property
    def base_url(self) -> str:
        """Address for OPENAI_BASE_URL."""
        return f"{self.url}/v1"

    @property
    def chats(self) -> list[Call]:
        """The recorded chat requests, oldest first."""
        return [call for call in self.calls if call.path == "/v1/chat/completions"]

    @property
    def pending(self) -> int:
        """Scripted behaviours not used yet."""
        return len(self._script)

    def script(self, *behaviours: Behaviour) -> None:
        """Line up behaviours for the next chat requests."""
        self._script.extend(behaviours)

    def record(self, call: Call) -> None:
        if self._keep:
            super().record(call)

    async def respond(self, call: Call) -> Reply:
        if call.path == "/v1/models":
            return Reply.of({"object": "list", "data": [{"id": name, "object": "model"} for name in MODELS]})
        if call.path == "/__stats":
            return Reply.of({"served": self.served, "open": self.open, "peak": self.peak})
        if call.path not in ("/v1/chat/completions", "/v1/embeddings"):
            return Reply.of({"error": {"message": "no such path", "code": "not_found"}}, 404)
        if not call.headers.get("authorization", "").startswith("Bearer "):
            return Reply.of({"error": {"message": "no key", "code": "invalid_api_key"}}, 401)
        return await self._slowly(call)

    async def _slowly(self, call: Call) -> Reply:
        # Chosen before the wait, so that parallel requests take the script in order of arrival.
        chat = call.path == "/v1/chat/completions"
        behave = self._script.popleft() if chat and self._script else self.default
        self.open += 1
        self.peak = max(self.peak, self.open)
        try:
            await asyncio.sleep(self.latency)
        finally:
            self.open -= 1
            self.served += 1
        return behave(call) if chat else Reply.of(_embeddings(call.json))


def _embeddings(request: dict[str, Any]) -> dict[str, Any]:
    texts = [request["input"]] if isinstance(request["input"], str) else request["input"]
    size = request.get("dimensions") or DIMENSIONS
    rows = [_encoded(embed(str(text), size), request.get("encoding_format", "float")) for text in texts]
    usage = {"prompt_tokens": len(texts), "total_tokens": len(texts)}
    data = [{"object": "embedding", "index": index, "embedding": row} for index, row in enumerate(rows)]
    return {"object": "list", "model": request.get("model", "fake-embedding"), "data": data, "usage": usage}


def embed(text: str, size: int = DIMENSIONS) -> list[float]:
    """A unit vector of hashed words: texts that share words are near each other, every run the same."""
    vector = [0.0] * size
    for word in text.lower().split():
        vector[int.from_bytes(hashlib.md5(word.encode()).digest()[:4], "big") % size] += 1.0
    length = math.sqrt(sum(value * value for value in vector)) or 1.0
    return [value / length for value in vector]


def _encoded(vector: list[float], encoding: str) -> Any:
    if encoding != "base64":
        return vector
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
