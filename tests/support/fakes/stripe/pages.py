"""The hosted pages of the fake: paying a checkout session, managing a subscription."""

from html import escape
from typing import Any
from urllib.parse import parse_qsl

from tests.support.fakes.server import Call, Reply
from tests.support.fakes.stripe.lifecycle import FAILING, GOOD, Lifecycle
from tests.support.fakes.stripe.store import Object, Store

GOOD_CARD = "4242424242424242"
DECLINED_CARD = "4000000000000002"
LATER_DECLINED_CARD = "4000000000000341"  # can be saved, every charge fails


class Pages:
    """GET shows a form, POST does what the customer chose and sends the browser back."""

    def __init__(self, store: Store, life: Lifecycle) -> None:
        self.store, self.life = store, life

    def handle(self, call: Call) -> Reply:
        """/pay/{session} and /portal/{session}."""
        _, kind, identity = call.path.split("/", 2)
        form = dict(parse_qsl(call.body.decode()))
        if kind == "pay":
            session = self.store.get(identity, "checkout.session")
            return self._pay(session, form) if call.method == "POST" else _pay_form(session)
        session = self.store.get(identity, "billing_portal.session")
        return self._manage(session, form) if call.method == "POST" else _portal_form(session)

    def complete(self, session: Object, card: str) -> bool:
        """The customer enters this card. False when it is declined; a second payment changes nothing."""
        if session["status"] == "complete":
            return True
        if card == DECLINED_CARD:
            return False
        method = FAILING if card == LATER_DECLINED_CARD else GOOD
        subscription = self.life.create(self._wanted(session) | {"default_payment_method": method})
        paid = "no_payment_required" if subscription["status"] == "trialing" else "paid"
        session |= {"status": "complete", "payment_status": paid, "subscription": subscription["id"]}
        self.life.log.emit("checkout.session.completed", session)
        return True

    def _wanted(self, session: Object) -> dict[str, Any]:
        chosen = session.get("subscription_data", {})
        return {"customer": session["customer"], "items": session["line_items"], **chosen}

    def _pay(self, session: Object, form: dict[str, str]) -> Reply:
        if not self.complete(session, form.get("card", "").replace(" ", "")):
            return _pay_form(session, "Your card was declined.")
        return Reply.redirect(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]))

    def _manage(self, session: Object, form: dict[str, str]) -> Reply:
        customer = self.store.get(session["customer"], "customer")
        for subscription in self.store.all("subscription", customer=customer["id"]):
            if form.get("action") == "cancel" and subscription["status"] != "canceled":
                self.life.change(subscription, {"cancel_at_period_end": True})
            if form.get("action") == "card":
                subscription["default_payment_method"] = GOOD
        if form.get("action") == "card":
            customer["invoice_settings"]["default_payment_method"] = GOOD
            for invoice in self.store.all("invoice", customer=customer["id"], status="open"):
                self.life.collect(invoice)
        return Reply.redirect(session["return_url"])


def _pay_form(session: Object, problem: str = "") -> Reply:
    lines = ", ".join(
        f"{line.get('quantity', 1)} × {escape(line['price'])}" for line in session["line_items"]
    )
    return Reply.page(
        f"<!doctype html><title>Pay</title><h1>Test payment</h1><p>{lines}</p><p role=alert>{problem}</p>"
        f"<form method=post><label>Card <input name=card value={GOOD_CARD}></label>"
        "<button>Subscribe</button></form>"
        f"<p><a href='{escape(session.get('cancel_url') or '')}'>Back</a></p>",
        402 if problem else 200,
    )


def _portal_form(session: Object) -> Reply:
    return Reply.page(
        "<!doctype html><title>Your subscription</title><h1>Your subscription</h1><form method=post>"
        "<button name=action value=card>Use a new card</button>"
        "<button name=action value=cancel>Cancel at the end of the period</button></form>"
        f"<p><a href='{escape(session['return_url'])}'>Back</a></p>"
    )
