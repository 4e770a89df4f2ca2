"""Whoever takes what we POST: a channel of Slack's kind, or a program of the organization."""

from __future__ import annotations

from tests.support.fakes.server import AsgiServer, Call, Reply


class FakeHook(AsgiServer):
    """`address` is where to POST, `calls` is what came, `status` what is answered."""

    status = 200

    @property
    def address(self) -> str:
        return f"{self.url}/services/T0/B0/secret?x=1"

    async def respond(self, call: Call) -> Reply:
        taken = self.status == 200
        return Reply(self.status, b"ok" if taken else b"no_service", "text/plain")
