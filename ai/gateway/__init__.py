"""The only door to a language model. Callers say `gateway.ask(question)` and get data or ModelAway.

Bounded in time, size and tries; see call.py. Takes Masked text only (ai.text.masked).
Nothing here touches the database: a worker gives its connection back before it comes in.
"""

from ai.gateway.call import Answer, Message, Question, ask
from ai.gateway.client import Endpoint, endpoint
from ai.gateway.errors import BadAnswer, ModelAway

__all__ = ["Answer", "BadAnswer", "Endpoint", "Message", "ModelAway", "Question", "ask", "endpoint"]
