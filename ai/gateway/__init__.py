"""The only door to a language model. Callers say `gateway.ask(where, question)` or
`gateway.embed(where, texts)` and get data or ModelAway.

Bounded in time, size and tries; see call.py. Takes Masked text only (ai.text.masked). Where to ask is
said by `ai.routes`. Nothing here touches the database: a worker gives its connection back before it comes in.
"""

from ai.gateway.asking import Message, Question
from ai.gateway.call import Answer, ask
from ai.gateway.client import NO_KEY, Endpoint
from ai.gateway.embedding import embed
from ai.gateway.errors import MISCONFIGURED, BadAnswer, ModelAway

__all__ = [
    "MISCONFIGURED",
    "NO_KEY",
    "Answer",
    "BadAnswer",
    "Endpoint",
    "Message",
    "ModelAway",
    "Question",
    "ask",
    "embed",
]
