"""What the two organizations look for in messages: numbers that their trade names, kept in a field of the ticket."""

from __future__ import annotations

from ai import services as ai
from core.desk import selectors as desk
from core.desk import services as arranging
from tenants.kernel.actor import SYSTEM

LOOKED_FOR = {  # slug: (field, what it is called, kind of detail, an example)
    "acme": (("invoice_number", "Invoice number", "invoice", "Invoice AC-19877 shows the wrong address."),),
    "globex": (
        ("order_number", "Order number", "order", "Where is order 48213?"),
        ("invoice_number", "Invoice number", "invoice", "Umsatzsteuer auf Rechnung GH-90417"),
    ),
}


def details(slug: str) -> None:
    """Fields and how they are found. Those that are there already stay as they are."""
    known = {field.key for field in desk.fields()}
    for key, label, kind, example in LOOKED_FOR[slug]:
        if key in known:
            continue
        arranging.save_field(None, by=SYSTEM, key=key, kind="text", label=label)
        ai.save_detail(key, by=SYSTEM, kind=kind, examples=[example])
