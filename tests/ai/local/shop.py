"""A small labelled set of our own: a shop's mails made from parts, by seed. Nothing of it is in any word list.

Hard in the usual ways: labels share words and the wording differs. A message joins two sayings of its label.
"""

from __future__ import annotations

import random
from typing import NamedTuple

from ai.contracts import CategoryOption


class Topic(NamedTuple):
    key: str
    description: str
    sayings: tuple[str, ...]


OPENINGS = (
    "Hello,", "Hi there,", "Good morning,", "Dear team,", "", "", "Sorry to bother you,", "One thing:",
    "I wrote before.", "As a regular customer I ask:",
)  # fmt: skip
CLOSINGS = (
    "",
    "",
    "Thanks",
    "Please advise.",
    "Regards, Jo",
    "Let me know.",
    "Number 48112.",
    "I am on the train now.",
)
TOPICS = (
    Topic("late", "The parcel has not come when it should.", (
        "my lamp should have been here on Monday", "tracking has shown the depot for nine days",
        "the courier never rang the bell", "still no trace of the chairs I ordered",
        "when does the shelf finally get here", "the day of arrival you gave has passed",
        "where is my parcel", "the carrier says it left your warehouse but nothing came",
        "I have waited two weeks for the rug", "delivery was promised for the weekend",
        "status says out for delivery since Tuesday", "nobody knows where the sofa is",
    )),
    Topic("broken", "The goods came damaged or do not work.", (
        "the lamp came with a crack", "one leg of the chair is bent", "the glass was in pieces when I opened the box",
        "the switch does nothing", "there is a long scratch on the table top", "a screw hole is torn out",
        "the drawer does not close", "it stopped working on the second day", "the box was wet and the wood is swollen",
        "half of the bulbs are dead", "the zip of the cover broke at once", "the motor hums and then dies",
    )),
    Topic("wrong", "Something other than ordered was sent.", (
        "I ordered the blue one and got the green one", "there are four chairs in the box instead of six",
        "this is not the lamp on my receipt", "you packed a rug that somebody else bought",
        "the size on the label is not what I chose", "the shelf is oak, I wanted walnut",
        "a part for another model was inside", "I received two left arms for the sofa",
        "the colour differs from my order", "the bag has bulbs for another socket",
        "you sent the old version", "the set lacks the cushions and has a blanket I never chose",
    )),
    Topic("return", "How to send goods back and within which time.", (
        "how do I send the chair back", "is there a label for returns", "until when may I give it back",
        "do I pay postage when I return the rug", "can the courier pick the sofa up again",
        "may I bring it to a store instead", "the return form asks for a code", "does it have to be in the first box",
        "I changed my mind about the shelf", "can I swap it for a larger one", "who takes the old lamp back",
        "thirty days are over on Sunday, is that still fine",
    )),
    Topic("refund", "Money that should come back to the customer.", (
        "the money for the returned chair is not on my account", "when do I get my money",
        "you paid back less than the table cost", "my bank sees no credit from you",
        "the voucher came but I want the sum on my card", "shipping was kept although it was your mistake",
        "three weeks since you confirmed the refund", "please pay it to another account",
        "the second payment has to come back", "I was promised forty euro", "only half of the price was returned",
        "the refund went to my expired card",
    )),
    Topic("invoice", "Papers for an order: invoice, receipt, tax.", (
        "I need an invoice with our VAT number", "the receipt shows my old address",
        "please send the bill as a PDF", "our accountant misses the document for March",
        "can the company name be on it", "tax is not shown separately", "where do I download the papers",
        "the amount on the bill is not what I paid", "we need one bill for both orders",
        "a copy for the insurance please", "the invoice number is printed twice", "our purchase order number is missing",
    )),
    Topic("account", "Signing in and data of the customer's account.", (
        "the reset link does nothing", "I cannot sign in with the new password", "please change my mail address",
        "delete my profile", "my orders are not in the list any more", "the code for signing in never comes",
        "my last name is spelled wrongly", "two profiles were made for me", "the page says unknown user",
        "I want no more newsletters", "how do I add a second address", "someone else's name is in my profile",
    )),
    Topic("stock", "When something can be bought again, and details of goods before buying.", (
        "when is the walnut shelf available again", "does the lamp dim", "how wide is the sofa with both arms",
        "will the green rug come back", "can you put one aside for me", "is the table top real wood",
        "which bulb fits the reading lamp", "do you sell the cushions alone", "is it the same fabric as in the photo",
        "how much weight does the shelf hold", "are there chairs for children", "will there be a sale in January",
    )),
)  # fmt: skip
STRANGE = (
    "which team won the cup last night", "please translate this poem into latin", "my neighbour's dog sings opera",
    "photosynthesis turns light into sugar", "who was the ninth emperor", "tell me a riddle about rivers",
)  # fmt: skip


def options() -> tuple[CategoryOption, ...]:
    return tuple(CategoryOption(topic.key, topic.key, topic.description) for topic in TOPICS)


def split(per_label: int, seed: int) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(to learn from, to predict): texts with labels. Half of what is predicted was never said in learning."""
    chance = random.Random(seed)
    learn, predict = [], []
    for topic in TOPICS:
        sayings = list(topic.sayings)
        chance.shuffle(sayings)
        held, known = sayings[:4], sayings[4:]
        pairs = [(one, two) for one in known for two in known if one < two]
        learn += [(_message(pair, chance), topic.key) for pair in chance.sample(pairs, per_label)]
        predict += [(_message((one, chance.choice(known)), chance), topic.key) for one in held * 2]
    chance.shuffle(learn)
    return learn, predict


def _message(sayings: tuple[str, str], chance: random.Random) -> str:
    first, second = chance.sample(sayings, 2)
    parts = (chance.choice(OPENINGS), f"{first} and {second}.", chance.choice(CLOSINGS))
    return " ".join(filter(None, parts))
