"""What stands under an answer: the agent's own signature, and that of the queue.

A queue's signature is the frame: where it names `{{ agent.signature }}` the agent's stands inside it,
else the agent's comes first and the queue's below. Without either it is the agent's name.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.desk import variables

OWN = "agent.signature"
KNOWN = {**variables.KNOWN, OWN: variables.SIGNATURE_WORDS}
LONGEST = 5_000


def under(agent: str, queue: str, values: Mapping[str, str]) -> str:
    """The signature, plain. agent, queue: the two texts as written; values: as variables.of gives them."""
    own = variables.fill(agent, values) or values.get("agent.name", "")
    if not queue.strip():
        return own
    if OWN in variables.names(queue):
        return variables.fill(queue, {**values, OWN: own})
    return "\n".join(filter(None, (own, variables.fill(queue, values))))


def without(body: str, signature: str) -> str:
    """The body without this signature at its end, so that it never stands there twice."""
    plain = body.rstrip()
    return plain.removesuffix(signature).rstrip() if signature and plain.endswith(signature) else body
