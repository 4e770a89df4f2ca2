"""The HTTP side of the fake model: chat completions, embeddings, models."""

import asyncio
from collections import deque

from tests.support.fakes.openai.behaviours import Behaviour, answers, embeds
from tests.support.fakes.server import AsgiServer, Call, Reply

MODELS = ("fake-small", "fake-large", "fake-embedding")


class FakeOpenAI(AsgiServer):
    """`base_url` goes to the client. Scripted behaviours are used up first, then `default` for ever."""

    def __init__(self, *, latency: float = 0.0, port: int = 0, keep: bool = True) -> None:
        """latency: seconds before each answer. keep: record requests (off in benchmarks)."""
        super().__init__(port)
        self.latency = latency
        self.default: Behaviour = answers()
        self.embeds: Behaviour = embeds()
        self.served = self.open = self.peak = 0
        self._keep = keep
        self._script: deque[Behaviour] = deque()
        self._vectors: deque[Behaviour] = deque()

    @property
    def base_url(self) -> str:
        """Address for OPENAI_BASE_URL."""
        return f"{self.url}/v1"

    @property
    def chats(self) -> list[Call]:
        """The recorded chat requests, oldest first."""
        return [call for call in self.calls if call.path == "/v1/chat/completions"]

    @property
    def embedded(self) -> list[Call]:
        """The recorded requests for embeddings, oldest first."""
        return [call for call in self.calls if call.path == "/v1/embeddings"]

    @property
    def pending(self) -> int:
        """Scripted behaviours not used yet."""
        return len(self._script)

    def script(self, *behaviours: Behaviour) -> None:
        """Line up behaviours for the next chat requests."""
        self._script.extend(behaviours)

    def script_embeddings(self, *behaviours: Behaviour) -> None:
        """Line up behaviours for the next requests for embeddings; then `embeds` for ever."""
        self._vectors.extend(behaviours)

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
        script, otherwise = (self._script, self.default) if chat else (self._vectors, self.embeds)
        behave = script.popleft() if script else otherwise
        self.open += 1
        self.peak = max(self.peak, self.open)
        try:
            await asyncio.sleep(self.latency)
        finally:
            self.open -= 1
            self.served += 1
        return behave(call)
