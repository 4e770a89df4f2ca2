"""Every read of who can be given tickets, how queues hand them out, and why a ticket is whose it is."""

from core.assignment.selectors.arranged import everybody, policies, policy_of, state_of
from core.assignment.selectors.people import Person, burdens, people, person, roster
from core.assignment.selectors.report import Share, shares
from core.assignment.selectors.trace import Trace, trace

__all__ = [
    "Person",
    "Share",
    "Trace",
    "burdens",
    "everybody",
    "people",
    "person",
    "policies",
    "policy_of",
    "roster",
    "shares",
    "state_of",
    "trace",
]
