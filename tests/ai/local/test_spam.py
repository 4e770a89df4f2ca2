"""Unsolicited mail is told from that of customers by cues, and from what people called spam."""

from ai.contracts import Labelled, Letter
from ai.local.engine import LocalEngine, learn
from ai.local.mail import prepare
from ai.local.spam import read_spam
from tests.ai.local.junk import JUNK, OURS

OFFER = "The society of collectors invites you to the {} exhibition of porcelain in our castle, tickets at the door."
ASKED = "The {} report of our workspace shows other numbers than the page before. Please check."


def read(text, subject=""):
    return read_spam(prepare(Letter(subject, text)))


def test_no_customer_is_called_a_spammer_and_most_spam_is_found():
    wrong = [subject for subject, body in OURS if read(body, subject).value]
    found = [read(body, subject) for subject, body in JUNK]

    assert wrong == []
    assert sum(one.value for one in found) >= 0.95 * len(JUNK)
    assert sum(one.value and one.confidence >= 0.99 for one in found) >= 0.6 * len(JUNK)


def test_the_verdict_names_its_words_and_they_stand_in_the_mail():
    subject, body = JUNK[0]
    found = read(body, subject)

    assert found.reason.startswith("words: ")
    assert found.evidence
    assert found.evidence in f"{subject}\n{body}"


def test_a_customer_who_shows_a_spam_mail_is_heard():
    body = f"I received this mail, is this from you? It looks like phishing.\n\n{JUNK[0][1]}"
    assert read(JUNK[0][1]).value
    assert not read(body).value


def test_what_people_called_spam_is_known_the_next_time():
    rows = [Labelled(OFFER.format(number), "yes", kind="spam", by=str(number % 3)) for number in range(15)]
    rows += [Labelled(ASKED.format(number), "no", kind="spam", by=str(number % 3)) for number in range(15)]
    before = LocalEngine(()).read(Letter("", OFFER.format("spring"))).spam
    heads = learn((), rows)
    engine = LocalEngine((), heads=heads)

    assert not before.value
    assert engine.read(Letter("", OFFER.format("spring"))).spam.value
    assert not engine.read(Letter("", ASKED.format("monthly"))).spam.value
    assert engine.read(Letter("", JUNK[9][1])).spam.value, "sure cues stay sure"
