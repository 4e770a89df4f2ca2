"""Categories of an online shop. Examples are English, the last ones German, French or Spanish."""

# ruff: noqa: E501
from __future__ import annotations

from core.desk.starter.queues import SUPPORT
from core.desk.starter.taxonomy import Group, Leaf

GROUPS: tuple[Group, ...] = (
    (
        "orders",
        "Orders",
        "An order before it is sent: what became of it, changing or cancelling it.",
        SUPPORT,
        "#2563EB",
        "shopping-cart",
    ),
    (
        "shipping",
        "Shipping",
        "A parcel on its way: late, lost, damaged, or bound for another address.",
        SUPPORT,
        "#0891B2",
        "truck",
    ),
    ("returns", "Returns", "Something bought goes back or is exchanged.", SUPPORT, "#D97706", "undo-2"),
    (
        "product",
        "Product",
        "Something the shop sells: what it is like, and whether there is any.",
        SUPPORT,
        "#7C3AED",
        "package",
    ),
)
LEAVES: tuple[Leaf, ...] = (
    (
        "orders.status", "Order status", "Was the order received, is it being prepared, where is the confirmation?",
        ("I ordered two days ago and have had no confirmation. Did my order go through?", "My order still says processing, when will you send it?",
         "Ist meine Bestellung bei Ihnen angekommen?", "Ma commande est-elle bien enregistrée ?"),
        "The tracking page says my parcel has been at the depot for a week.", "Support",
    ),
    (
        "orders.change", "Change or cancel an order", "Other size, number, item or payment for an order that was not sent yet; cancelling it.",
        ("Please cancel my order, I bought the wrong one.", "Can I change the size from M to L before you ship it?",
         "Ich möchte meine Bestellung stornieren.", "Quiero cambiar el color de mi pedido."),
        "It arrived and does not fit, I want to send it back.", "Support",
    ),
    (
        "shipping.late", "Late or lost parcel", "The parcel is late, its tracking stands still, or it is said to be delivered and never came.",
        ("Tracking says delivered, but nothing was at my door.", "My parcel has not moved for six days, where is it?",
         "Mein Paket ist seit einer Woche überfällig.", "Mon colis n'est toujours pas arrivé."),
        "When will you send my order?", "Support",
    ),
    (
        "shipping.damaged", "Damaged or wrong item", "What arrived is broken, incomplete, or not what was ordered.",
        ("The vase arrived in pieces, the box was crushed.", "You sent me the blue one, I ordered black.",
         "Im Paket fehlt ein Teil.", "El producto llegó roto."),
        "It stopped working after half a year.", "Support",
    ),
    (
        "shipping.address", "Delivery address or date", "Another address, a neighbour, a pick-up point or day for the delivery; shipping costs and countries.",
        ("I moved, please deliver to my new address.", "Do you ship to Norway and what does it cost?",
         "Bitte liefern Sie an eine Packstation.", "Livrez-vous en Belgique ?"),
        "Please change the billing address on my invoice.", "Support",
    ),
    (
        "returns.send_back", "Send something back", "How to return, the return label, and whether the return has arrived.",
        ("How do I return these shoes? I need a label.", "I sent the jacket back two weeks ago, did you get it?",
         "Wie kann ich die Ware zurückschicken?", "Je voudrais renvoyer un article."),
        "When do I get my money for the return?", "Support",
    ),
    (
        "returns.exchange", "Exchange or warranty", "Another size, colour or piece instead; repair or replacement under warranty.",
        ("Can I swap it for a size 42?", "The zip broke after three months, is that covered by the warranty?",
         "Ich möchte die Hose gegen eine kleinere umtauschen.", "La garantía cubre esta avería?"),
        "The parcel was damaged when it came.", "Support",
    ),
    (
        "product.question", "Question about a product", "Size, material, compatibility or use of something that is for sale.",
        ("Is this coat waterproof?", "Does the charger work with 110 volts?",
         "Welche Größe brauche ich bei 1,80 m?", "Ce produit convient-il aux enfants ?"),
        "My charger is broken.", "Support",
    ),
    (
        "product.stock", "Availability and price", "Whether and when something is there again; prices, vouchers and discounts.",
        ("When will the green mug be back in stock?", "The voucher code is not accepted at the checkout.",
         "Wann ist der Artikel wieder lieferbar?", "¿Hacen descuento para grupos?"),
        "I was charged twice.", "Support",
    ),
)  # fmt: skip
