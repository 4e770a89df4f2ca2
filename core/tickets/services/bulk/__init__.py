"""One change of many tickets: started, worked off, cancelled, undone."""

from core.tickets.services.bulk.acts import Act, NothingToDo, OnlyAlone, UnknownAct, offer
from core.tickets.services.bulk.starting import (
    ALARM,
    FORGET,
    GoneForGood,
    NobodyChosen,
    TooLateToUndo,
    TooManyAtWork,
    TooManyChosen,
    cancel,
    forget,
    ring,
    start,
    undo,
)
from core.tickets.services.bulk.working import work

__all__ = [
    "ALARM",
    "FORGET",
    "Act",
    "GoneForGood",
    "NobodyChosen",
    "NothingToDo",
    "OnlyAlone",
    "TooLateToUndo",
    "TooManyAtWork",
    "TooManyChosen",
    "UnknownAct",
    "cancel",
    "forget",
    "offer",
    "ring",
    "start",
    "undo",
    "work",
]
