"""A Stripe that remembers: enough of the API to sell subscriptions, with pages, events and a clock.

    with FakeStripe() as stripe:
        price = stripe.sell("team", amount=1900)
        ...                                   # the application opens a checkout session
        stripe.complete(session_id)           # the customer pays
        stripe.advance(days=31)               # a month goes by, the card is charged
        body, header = stripe.signed(stripe.events[-1])

Shapes follow API version 2026-10-28.endive as spoken by stripe-python 16: periods live on the
subscription's items, an invoice names its subscription under `parent`.
"""

from tests.support.fakes.stripe.server import DECLINED_CARD, GOOD_CARD, LATER_DECLINED_CARD, FakeStripe

__all__ = ["DECLINED_CARD", "GOOD_CARD", "LATER_DECLINED_CARD", "FakeStripe"]
