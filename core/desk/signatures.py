"""What stands under an answer: the agent's own signature, and that of the queue.

A queue's signature is the frame: where it names `{{ agent.signature }}` the agent's stands inside it,
else the agent's comes first and the queue's below. Without either it is the agent's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from core.desk import variables
from tenants.kernel import wordings

OWN = "agent.signature"
KNOWN = {**variables.LASTING, OWN: variables.SIGNATURE_WORDS}
LONGEST = 5_000


class Signed(Protocol):
    """A user, or a queue. signature_in: {language: text} beside the one in the organization's own."""

    signature: Any
    signature_in: Any


def under(agent: str, queue: str, values: Mapping[str, str]) -> str:
    """The signature, plain. agent, queue: the two texts as written; values: as variables.of gives them."""
    own = variables.fill(agent, values) or values.get("agent.name", "")
    if not queue.strip():
        return own
    if OWN in variables.names(queue):
        return variables.fill(queue, {**values, OWN: own})
    return "\n".join(filter(None, (own, variables.fill(queue, values))))


def of(row: Signed | None, language: str, own: str) -> str:
    """What this agent or queue signs with in the reader's language; own: the organization's."""
    return wordings.picked(row.signature, row.signature_in, language, own) if row else ""


def without(body: str, signature: str) -> str:
    """The body without this signature at its end, so that it never stands there twice."""
    plain = body.rstrip()
    return plain.removesuffix(signature).rstrip() if signature and plain.endswith(signature) else body
