"""The verbs of incidents: watch for them, decide about them, and what people do with their tickets.

Here as a room of its own, so that callers write `incidents.confirm(...)`.
"""

from ai.services.incidents.answering import (
    ANSWERABLE,
    NobodyChosen,
    NotConfirmed,
    answer,
    answer_more,
    retry,
)
from ai.services.incidents.deciding import (
    InAnother,
    IncidentOver,
    NoTitle,
    add,
    confirm,
    dismiss,
    resolve,
    retitle,
    take_out,
)
from ai.services.incidents.finding import look
from ai.services.incidents.forgetting import forget
from ai.services.incidents.letters import ALARM as REPLY_ALARM
from ai.services.incidents.letters import filled, send
from ai.services.incidents.letters import ring as ring_reply
from ai.services.incidents.rows import NotInIt
from ai.services.incidents.taking_back import reopen, take_back
from ai.services.incidents.watching import ALARM, BadWatch, look_later, ring, set_watch, sweep, watch

__all__ = [
    "ALARM",
    "ANSWERABLE",
    "REPLY_ALARM",
    "BadWatch",
    "InAnother",
    "IncidentOver",
    "NoTitle",
    "NobodyChosen",
    "NotConfirmed",
    "NotInIt",
    "add",
    "answer",
    "answer_more",
    "confirm",
    "dismiss",
    "filled",
    "forget",
    "look",
    "look_later",
    "reopen",
    "resolve",
    "retitle",
    "retry",
    "ring",
    "ring_reply",
    "send",
    "set_watch",
    "sweep",
    "take_back",
    "take_out",
    "watch",
]
