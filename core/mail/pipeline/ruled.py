"""The organization's own rules: asked early, decided once it is known what the mail continues, obeyed last.

A rule that takes a machine's mail as a person's is heard before anything is parked; all others wait
until it is clear whether the mail opens a request or continues one. Only then is it known whether that
rule applies; if it does not, the machine's mail is one again.
"""

from __future__ import annotations

from core.mail import book
from core.mail.pipeline.automatic import automatic, machine_without_thread
from core.mail.pipeline.case import Case, Park
from core.mail.pipeline.trust import dmarc
from core.mail.ruling import acts, asking, facts
from core.mail.ruling.model import MailRule


def rules(case: Case) -> str:
    """Which rules' conditions hold? Each that does not leaves its reason."""
    known = [rule for rule in book.rules() if rule.is_on]
    if not known:
        return "there are none"
    box = case.mailbox
    seen = facts.of(
        case.mail, size=case.inbound.size, mailbox=box.pk if box else None, dmarc=dmarc(case.mail)
    )
    for rule in known:
        verdict = asking.verdict(rule.conditions, rule.need, rule.mailbox_id, seen)
        if verdict.holds:
            case.rulings.append((rule, verdict.captured))
        else:
            case.trace.append({"step": "rule", "says": f"“{rule.name}”: {verdict.why}"[:300]})
    case.is_vouched = _vouches(case.rulings)
    return f"{len(case.rulings)} of {len(known)} hold"


def rulings(case: Case) -> str:
    """Which of them apply to this request or follow-up, in their order, up to one that stops the rest?"""
    moment = "follow_up" if case.ticket else "new"
    held, case.rulings = case.rulings, []
    for rule, captured in held:
        if rule.moment not in ("both", moment):
            _note(case, rule, "holds, but is for " + ("new requests" if case.ticket else "follow-ups"))
            continue
        case.rulings.append((rule, captured))
        values = ", ".join(f"{name}={value}" for name, value in captured.items())
        _note(case, rule, f"applies{': ' + values if values else ''}")
        if rule.stops:
            break
    _park(case)
    if case.is_vouched and not _vouches(case.rulings):  # the rule that did is not for this one
        case.is_vouched = False
        automatic(case)
        machine_without_thread(case)
    return f"{len(case.rulings)} apply" if case.rulings else "none applies"


def obey(case: Case) -> str:
    """Do what they say. What people chose on a ticket stays unless the rule says otherwise."""
    assert case.message is not None
    done = []
    for rule, captured in case.rulings:
        ticket, said = acts.obey(rule, captured, case.message.ticket, is_new=case.is_new)
        case.message.ticket = ticket
        case.ticket = ticket if case.is_new else case.ticket
        case.is_silent = case.is_silent or bool(rule.actions.get("silent"))
        done.append(f"“{rule.name}”: {said}")
    return "; ".join(done)[:1_000] or "nothing to do"


def _vouches(rulings: list[tuple[MailRule, dict[str, str]]]) -> bool:
    return any(rule.actions.get("trust") == "person" for rule, _captured in rulings)


def _park(case: Case) -> None:
    parks = next((rule for rule, _c in case.rulings if rule.actions.get("trust") == "park"), None)
    if parks is not None and not case.inbound.insisted:
        raise Park(parks.actions.get("reason") or f"Parked by the rule “{parks.name}”.")


def _note(case: Case, rule: MailRule, says: str) -> None:
    case.trace.append({"step": "rule", "says": f"“{rule.name}” {says}"[:500]})
