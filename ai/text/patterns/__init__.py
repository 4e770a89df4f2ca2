"""Where in a text the values stand that must be masked. Each finder yields (start, end) spans.

Forms propose; arithmetic and the words around decide: a tracking number that happens to pass
Luhn stays readable, an order number is not a phone. Every form has bounded repeats.
"""

from ai.text.patterns.contact import emails, phones
from ai.text.patterns.money import cards, ibans
from ai.text.patterns.national import national_ids
from ai.text.patterns.network import addresses
from ai.text.patterns.secrets import secrets

__all__ = ["addresses", "cards", "emails", "ibans", "national_ids", "phones", "secrets"]
