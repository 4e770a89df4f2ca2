"""Why an approval is not asked for, or a word not taken."""

from __future__ import annotations

from tenants.kernel.errors import Conflict, Invalid, Refused


class NoQuestion(Invalid):
    code = "approval.no_question"
    sentence = "Say what is to be approved."


class NobodyToAsk(Invalid):
    """data: whom."""

    code = "approval.nobody"
    sentence = "There is nobody to ask for “{whom}”. Nobody was asked."


class CannotSee(Invalid):
    """data: name."""

    code = "approval.cannot_see"
    sentence = "{name} may not see tickets of this queue, so they cannot decide on it. Nobody was asked."


class AskedYourself(Invalid):
    """data: name."""

    code = "approval.yourself"
    sentence = "{name} asks, so somebody else has to decide. Nobody was asked."


class AskOne(Invalid):
    """One is asked in the place of one. data: whom."""

    code = "approval.one_person"
    sentence = "“{whom}” are several people. Choose one of them."


class IsAsked(Conflict):
    """data: name."""

    code = "approval.is_asked"
    sentence = "{name} is asked in this step already. Choose somebody else."


class TooManyApprovals(Conflict):
    """data: limit."""

    code = "approval.too_many"
    sentence = "{limit} approvals are being waited for in this ticket already. Nobody was asked."


class TooManyAsked(Conflict):
    """data: limit."""

    code = "approval.too_many_today"
    sentence = "{limit} approvals were asked for in this ticket within a day. Nobody was asked."


class ApprovalIsOver(Conflict):
    """data: state."""

    code = "approval.over"
    sentence = "This is decided already: nobody's word is waited for any more."


class NotAsked(Refused):
    code = "approval.not_asked"
    sentence = "Your word is not asked for here."


class HasDecided(Conflict):
    """data: state."""

    code = "approval.decided"
    sentence = "You have decided on this already. What you said stays."


class ReasonNeeded(Invalid):
    code = "approval.reason_needed"
    sentence = "Say why you decline. Nothing was decided."


class ReminderTooSoon(Conflict):
    """data: minutes."""

    code = "approval.reminded"
    sentence = "They were asked or reminded within the last {minutes} minutes."
