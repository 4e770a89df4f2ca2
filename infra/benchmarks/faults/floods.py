"""Faults that are made of mail: loops between machines, and one sender who never stops."""

from __future__ import annotations

import smtplib
import time
from collections import Counter
from contextlib import suppress
from email.message import EmailMessage
from itertools import count
from threading import Event, Thread

from infra.benchmarks.faults.outside import Senders
from infra.benchmarks.faults.stage import ORGANIZATIONS, Stage

LOOP_SECONDS = 30.0
BETWEEN, ANSWERED = 3, 2  # automatic mails between two organizations, and to a responder without manners
RESPONDER = "responder@customer.example"
BOMBER, FORGED = "bomber@evil.example", 1000
BOMB_PACE, LANES = 10_000 / 300, 4  # mails a second, connections


class Broken(Exception):
    """The fault was not survived; says how."""


def loops(stage: Stage, senders: Senders, dose: object) -> str:
    """F14: two organizations confirm to each other; a responder answers every letter like a person; one
    mail wants its answer at our own address."""
    desks = [f"support@{name}.localhost" for name in ORGANIZATIONS]
    start = len(stage.relay.letters)
    _post(stage, desks[1], desks[0], _plain(desks[1], desks[0], "Hello from next door"))
    _post(stage, RESPONDER, desks[0], _plain(RESPONDER, desks[0], "I have a question"))
    mirror = _plain("mirror@customer.example", desks[0], "Answer yourself", reply_to=desks[0])
    _post(stage, "mirror@customer.example", desks[0], mirror)
    between, answered, end = 0, 0, time.monotonic() + LOOP_SECONDS
    while time.monotonic() < end:
        for letter in list(stage.relay.letters)[start:]:
            start += 1
            to = letter.recipients[0].split("+")[0].split("@")[0] + "@" + letter.recipients[0].split("@")[1]
            if to in desks:
                between += 1
                _post(stage, letter.sender, letter.recipients[0], letter.raw)
            elif to == RESPONDER:
                answered += 1
                back = str(letter.message["Reply-To"] or letter.message["From"])
                _post(
                    stage, RESPONDER, _bare(back), _plain(RESPONDER, back, f"Re: {letter.message['Subject']}")
                )
        time.sleep(0.2)
    said = f"{between} letters between the desks, {answered} to a responder"
    if between > BETWEEN or answered > ANSWERED:
        raise Broken(said)
    return said


def bomb(stage: Stage, senders: Senders, dose: object) -> str:
    """F15: mails at the pace of 10,000 in five minutes, first of one sender, then of a thousand forged ones."""
    answers: Counter[str] = Counter()
    over, began = Event(), time.monotonic()
    lanes = [
        Thread(target=_throw, args=(stage, senders, answers, began, lane, over), daemon=True)
        for lane in range(LANES)
    ]
    for lane in lanes:
        lane.start()
    while senders.is_running:
        time.sleep(0.5)
    over.set()
    for lane in lanes:
        lane.join(30)
    taken, thrown = answers["250"], sum(answers.values())
    return f"{thrown} thrown, {taken} taken, the others told to wait"


def _throw(
    stage: Stage, senders: Senders, answers: Counter[str], began: float, lane: int, over: Event
) -> None:
    """Every LANES-th mail of the bomb, each at its time."""
    for number in count(lane, LANES):
        if over.wait(max(0.0, began + number / BOMB_PACE - time.monotonic())):
            return
        sender = BOMBER if senders.share < 0.5 else f"forged{number % FORGED}@evil.example"
        raw = _plain(sender, "support@acme.localhost", f"Bomb {number}")
        with (
            suppress(OSError, smtplib.SMTPServerDisconnected),
            smtplib.SMTP("127.0.0.1", stage.ports["SMTP"]) as line,
        ):
            try:
                line.sendmail(sender, ["support@acme.localhost"], raw)
                answers["250"] += 1
            except smtplib.SMTPRecipientsRefused as refusal:
                answers[str(next(iter(refusal.recipients.values()))[0])] += 1


def _plain(sender: str, to: str, subject: str, *, reply_to: str = "") -> bytes:
    message = EmailMessage()
    if reply_to:
        message["Reply-To"] = reply_to
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = f"<{time.time_ns()}@elsewhere.example>"
    message.set_content("Thank you for your mail. We have received it and will look into it.\n")
    return message.as_bytes().replace(b"\n", b"\r\n")


def _post(stage: Stage, sender: str, to: str, raw: bytes) -> None:
    with suppress(smtplib.SMTPException), smtplib.SMTP("127.0.0.1", stage.ports["SMTP"]) as line:
        line.sendmail(sender, [to], raw)


def _bare(address: str) -> str:
    return address.rpartition("<")[2].rstrip("> ")
