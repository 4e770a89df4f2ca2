"""The verbs of advice: line messages up, read them, draft replies, hear what people say about it."""

from ai.services.corrections import (
    CORRECTABLE,
    InvalidValue,
    UnknownCategory,
    UnknownField,
    UnknownTag,
    correct,
    correct_all,
)
from ai.services.deciding import accept_value, edit_value, reject_value
from ai.services.drafts import draft_reply
from ai.services.keeping import forget_old
from ai.services.learning import learn
from ai.services.outcomes import forget_reply, note_reply
from ai.services.policies import InvalidPolicy, NotEarned, UnknownPolicy, set_policy
from ai.services.runs import claim, queue_triage, settle
from ai.services.suggestions import (
    EnoughDrafts,
    NothingToAnswer,
    NotReady,
    UnknownInstruction,
    accept,
    outdate,
    regenerate,
    reject,
)
from ai.services.triage import read_and_store
from ai.services.verdicts import forget_end, note_decision
from ai.services.versions import NoSuchVersion, use_version

__all__ = [
    "CORRECTABLE",
    "EnoughDrafts",
    "InvalidPolicy",
    "InvalidValue",
    "NoSuchVersion",
    "NotEarned",
    "NotReady",
    "NothingToAnswer",
    "UnknownCategory",
    "UnknownField",
    "UnknownInstruction",
    "UnknownPolicy",
    "UnknownTag",
    "accept",
    "accept_value",
    "claim",
    "correct",
    "correct_all",
    "draft_reply",
    "edit_value",
    "forget_end",
    "forget_old",
    "forget_reply",
    "learn",
    "note_decision",
    "note_reply",
    "outdate",
    "queue_triage",
    "read_and_store",
    "regenerate",
    "reject",
    "reject_value",
    "set_policy",
    "settle",
    "use_version",
]
