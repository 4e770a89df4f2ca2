"""The verbs of tickets. Every change of a ticket in the product goes through one of these."""

from core.tickets.services.answer import answer, answer_message
from core.tickets.services.answerable import BadEstimate, CannotAnswer
from core.tickets.services.approvals.asking import ask_approval, ask_by_chain
from core.tickets.services.approvals.deciding import (
    cancel_approval,
    cancel_of_closed,
    decide,
    decide_by_link,
)
from core.tickets.services.approvals.deciding import ring as ring_approval
from core.tickets.services.approvals.keeping import approver_left, hand_on, remind_approval
from core.tickets.services.approvals.refusals import (
    ApprovalIsOver,
    AskedYourself,
    AskOne,
    CannotSee,
    HasDecided,
    IsAsked,
    NobodyToAsk,
    NoQuestion,
    NotAsked,
    ReasonNeeded,
    ReminderTooSoon,
    TooManyApprovals,
    TooManyAsked,
)
from core.tickets.services.archiving import (
    BadMonths,
    archive,
    archive_old,
    archiving,
    bring_back,
    set_archiving,
)
from core.tickets.services.aside import hear_aside
from core.tickets.services.assign import CannotTake, assign, hand
from core.tickets.services.attach import gather
from core.tickets.services.bin import delete, erase_now, purge_old, restore
from core.tickets.services.change import MergeInstead, UnknownTag, change, choose, put_back
from core.tickets.services.checklist import (
    EmptyItem,
    ItemIsItself,
    TooManyItems,
    add_item,
    order_items,
    remove_item,
    reword_item,
    tick,
    tick_finished,
)
from core.tickets.services.drafts import (
    DraftNotShared,
    NoSuchDraft,
    forget_draft,
    keep_draft,
    take_draft,
)
from core.tickets.services.dropping import drop_archived, old_years
from core.tickets.services.family import OpenChildren
from core.tickets.services.forward import (
    NoSide,
    NotToForward,
    NotYetSaid,
    answer_aside,
    answered_at,
    forward,
)
from core.tickets.services.limits import ColumnFull
from core.tickets.services.links import (
    BadRelation,
    LinkToItself,
    ParentOfItself,
    TooManyLinks,
    link,
    unlink,
)
from core.tickets.services.making_responsible import make_responsible
from core.tickets.services.merge import (
    CannotMerge,
    DifferentCustomers,
    MergedOn,
    TooLateToUndo,
    merge,
    merge_all,
    unmerge,
    unmerge_all,
)
from core.tickets.services.move import NotYetSent, OnlyMessage, move_message, split
from core.tickets.services.numbers import (
    LONGEST_PREFIX,
    MOST_PADDING,
    BadPadding,
    BadPrefix,
    TooManyPrefixes,
    set_numbering,
)
from core.tickets.services.open import open_ticket
from core.tickets.services.outsiders import (
    NoRecipient,
    ToBlocked,
    ToCustomer,
    TooManyRecipients,
    ToOurselves,
)
from core.tickets.services.own_fields import FieldInvalid, FieldReadOnly, FieldRequired, UnknownField
from core.tickets.services.pending import BadMoment, BadThen, CannotSnooze, HoldNeeds
from core.tickets.services.people import (
    BadCopy,
    NotTheirs,
    TooManyBlindCopies,
    TooManyCopies,
    address_for,
    copies_of,
    include,
    takes_part,
)
from core.tickets.services.place import place
from core.tickets.services.planned import BadTime
from core.tickets.services.rows import (
    StaleTicket,
    TicketIsArchived,
    TicketIsDeleted,
    TicketIsMerged,
    is_free,
    locked_all,
    set_due,
)
from core.tickets.services.same import ask_same, keep_apart
from core.tickets.services.saying import TooManyAutomatic, say
from core.tickets.services.snooze import snooze, unsnooze, wake
from core.tickets.services.undoing import difference, give_back, stand
from core.tickets.services.views import TooManyViews, keep_look, keep_view
from core.tickets.services.watch import follow_merge, unwatch, watch
from core.tickets.services.words import EmptyMessage
from core.tickets.services.write import TooLate, hear, note, reply, withdraw

__all__ = [
    "LONGEST_PREFIX",
    "MOST_PADDING",
    "ApprovalIsOver",
    "AskOne",
    "AskedYourself",
    "BadCopy",
    "BadEstimate",
    "BadMoment",
    "BadMonths",
    "BadPadding",
    "BadPrefix",
    "BadRelation",
    "BadThen",
    "BadTime",
    "CannotAnswer",
    "CannotMerge",
    "CannotSee",
    "CannotSnooze",
    "CannotTake",
    "ColumnFull",
    "DifferentCustomers",
    "DraftNotShared",
    "EmptyItem",
    "EmptyMessage",
    "FieldInvalid",
    "FieldReadOnly",
    "FieldRequired",
    "HasDecided",
    "HoldNeeds",
    "IsAsked",
    "ItemIsItself",
    "LinkToItself",
    "MergeInstead",
    "MergedOn",
    "NoQuestion",
    "NoRecipient",
    "NoSide",
    "NoSuchDraft",
    "NobodyToAsk",
    "NotAsked",
    "NotTheirs",
    "NotToForward",
    "NotYetSaid",
    "NotYetSent",
    "OnlyMessage",
    "OpenChildren",
    "ParentOfItself",
    "ReasonNeeded",
    "ReminderTooSoon",
    "StaleTicket",
    "TicketIsArchived",
    "TicketIsDeleted",
    "TicketIsMerged",
    "ToBlocked",
    "ToCustomer",
    "ToOurselves",
    "TooLate",
    "TooLateToUndo",
    "TooManyApprovals",
    "TooManyAsked",
    "TooManyAutomatic",
    "TooManyBlindCopies",
    "TooManyCopies",
    "TooManyItems",
    "TooManyLinks",
    "TooManyPrefixes",
    "TooManyRecipients",
    "TooManyViews",
    "UnknownField",
    "UnknownTag",
    "add_item",
    "address_for",
    "answer",
    "answer_aside",
    "answer_message",
    "answered_at",
    "approver_left",
    "archive",
    "archive_old",
    "archiving",
    "ask_approval",
    "ask_by_chain",
    "ask_same",
    "assign",
    "bring_back",
    "cancel_approval",
    "cancel_of_closed",
    "change",
    "choose",
    "copies_of",
    "decide",
    "decide_by_link",
    "delete",
    "difference",
    "drop_archived",
    "erase_now",
    "follow_merge",
    "forget_draft",
    "forward",
    "gather",
    "give_back",
    "hand",
    "hand_on",
    "hear",
    "hear_aside",
    "include",
    "is_free",
    "keep_apart",
    "keep_draft",
    "keep_look",
    "keep_view",
    "link",
    "locked_all",
    "make_responsible",
    "merge",
    "merge_all",
    "move_message",
    "note",
    "old_years",
    "open_ticket",
    "order_items",
    "place",
    "purge_old",
    "put_back",
    "remind_approval",
    "remove_item",
    "reply",
    "restore",
    "reword_item",
    "ring_approval",
    "say",
    "set_archiving",
    "set_due",
    "set_numbering",
    "snooze",
    "split",
    "stand",
    "take_draft",
    "takes_part",
    "tick",
    "tick_finished",
    "unlink",
    "unmerge",
    "unmerge_all",
    "unsnooze",
    "unwatch",
    "wake",
    "watch",
    "withdraw",
]
