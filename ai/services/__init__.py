"""The verbs of advice: line messages up, read them, draft replies, hear what people say about it."""

from ai.candidates import ChangedMeanwhile
from ai.services.advising import advise
from ai.services.budget import CAPPED, BadCap, set_caps
from ai.services.corrections import (
    CORRECTABLE,
    InvalidValue,
    UnknownCategory,
    UnknownField,
    UnknownTag,
    correct,
    correct_all,
)
from ai.services.counting import count_tickets
from ai.services.deciding import accept_value, edit_value, reject_value
from ai.services.details import MOST as MOST_DETAILS
from ai.services.details import BadDetail, EnoughDetails, remove_detail, save_detail
from ai.services.details import checked as checked_detail
from ai.services.drafts import draft_reply
from ai.services.drift import look as look_for_drift
from ai.services.erasing import forget_ticket
from ai.services.gaps import GapClosed, dismiss, write_for
from ai.services.going_back import UNDO_FOR as REPLAY_UNDO_FOR
from ai.services.going_back import CannotUndo, ChangedSince, NotWhole
from ai.services.going_back import left as left_by_undo
from ai.services.going_back import may_undo as may_undo_replay
from ai.services.going_back import undo as undo_replay
from ai.services.going_live import OnlyCompared
from ai.services.guidance import set_guidance
from ai.services.keeping import forget_old
from ai.services.learning import learn, learn_in_turn
from ai.services.masking import (
    BadMasking,
    EnoughPatterns,
    add_pattern,
    mask_kinds,
    remove_pattern,
    set_canary,
    set_seed,
)
from ai.services.meaning import embed_sources
from ai.services.meaning import look_later as embed_later
from ai.services.outcomes import forget_reply, note_reply
from ai.services.policies import InvalidPolicy, NotEarned, UnknownPolicy, set_policy
from ai.services.pricing import BadPrice, set_prices
from ai.services.prompting import NotShipped, pin_prompt
from ai.services.proposals import Decided, approve, reject_proposal, switch
from ai.services.providers import (
    LONGEST_KEY,
    BadProvider,
    EnoughProviders,
    PlatformsOwn,
    ask_test,
    order_providers,
    remove_provider,
    save_provider,
    switch_provider,
)
from ai.services.providers import MOST as MOST_PROVIDERS
from ai.services.replaying import ring as ring_replay
from ai.services.replaying import work as replay
from ai.services.replays import (
    BadReplay,
    NotDecidable,
    NothingSolved,
    OneAtATime,
)
from ai.services.replays import approve as approve_replay
from ai.services.replays import begin as begin_replay
from ai.services.replays import cancel as cancel_replay
from ai.services.replays import discard as discard_replay
from ai.services.runs import claim, queue_triage, settle
from ai.services.settling import (
    AlreadySettled,
    DecidedAnew,
    NeitherOfThem,
    TooLateToUndo,
    settle_contradiction,
    unsettle_contradiction,
)
from ai.services.solved import note as note_solved
from ai.services.suggestions import (
    VERDICTS,
    EnoughDrafts,
    NothingToAnswer,
    NotReady,
    UnknownInstruction,
    UnknownVerdict,
    accept,
    outdate,
    regenerate,
    reject,
    unreject,
)
from ai.services.taking_back import DecidedSince, Toggled, correct_for_now, take_back
from ai.services.triage import read_and_store
from ai.services.trying import try_provider
from ai.services.verdicts import forget_end, note_decision
from ai.services.versions import NoSuchVersion, unpin, use_version
from ai.services.voices import BadVoice, set_voice
from ai.services.writings import (
    EnoughTexts,
    NeedsModel,
    NothingToWrite,
    UnknownTool,
    rewrite,
    summarize,
    translate,
    write,
)

__all__ = [
    "CAPPED",
    "CORRECTABLE",
    "LONGEST_KEY",
    "MOST_DETAILS",
    "MOST_PROVIDERS",
    "REPLAY_UNDO_FOR",
    "VERDICTS",
    "AlreadySettled",
    "BadCap",
    "BadDetail",
    "BadMasking",
    "BadPrice",
    "BadProvider",
    "BadReplay",
    "BadVoice",
    "CannotUndo",
    "ChangedMeanwhile",
    "ChangedSince",
    "Decided",
    "DecidedAnew",
    "DecidedSince",
    "EnoughDetails",
    "EnoughDrafts",
    "EnoughPatterns",
    "EnoughProviders",
    "EnoughTexts",
    "GapClosed",
    "InvalidPolicy",
    "InvalidValue",
    "NeedsModel",
    "NeitherOfThem",
    "NoSuchVersion",
    "NotDecidable",
    "NotEarned",
    "NotReady",
    "NotShipped",
    "NotWhole",
    "NothingSolved",
    "NothingToAnswer",
    "NothingToWrite",
    "OneAtATime",
    "OnlyCompared",
    "PlatformsOwn",
    "Toggled",
    "TooLateToUndo",
    "UnknownCategory",
    "UnknownField",
    "UnknownInstruction",
    "UnknownPolicy",
    "UnknownTag",
    "UnknownTool",
    "UnknownVerdict",
    "accept",
    "accept_value",
    "add_pattern",
    "advise",
    "approve",
    "approve_replay",
    "ask_test",
    "begin_replay",
    "cancel_replay",
    "checked_detail",
    "claim",
    "correct",
    "correct_all",
    "correct_for_now",
    "count_tickets",
    "discard_replay",
    "dismiss",
    "draft_reply",
    "edit_value",
    "embed_later",
    "embed_sources",
    "forget_end",
    "forget_old",
    "forget_reply",
    "forget_ticket",
    "learn",
    "learn_in_turn",
    "left_by_undo",
    "look_for_drift",
    "mask_kinds",
    "may_undo_replay",
    "note_decision",
    "note_reply",
    "note_solved",
    "order_providers",
    "outdate",
    "pin_prompt",
    "queue_triage",
    "read_and_store",
    "regenerate",
    "reject",
    "reject_proposal",
    "reject_value",
    "remove_detail",
    "remove_pattern",
    "remove_provider",
    "replay",
    "rewrite",
    "ring_replay",
    "save_detail",
    "save_provider",
    "set_canary",
    "set_caps",
    "set_guidance",
    "set_policy",
    "set_prices",
    "set_seed",
    "set_voice",
    "settle",
    "settle_contradiction",
    "summarize",
    "switch",
    "switch_provider",
    "take_back",
    "translate",
    "try_provider",
    "undo_replay",
    "unpin",
    "unreject",
    "unsettle_contradiction",
    "use_version",
    "write",
    "write_for",
]
