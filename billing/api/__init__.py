"""Doors of billing: the owner's resource and Stripe's webhook."""
