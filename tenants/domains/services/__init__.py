"""Every write to an organization's own domains."""

from tenants.domains.services.checking import claim_look, release, settle
from tenants.domains.services.listing import TooManyDomains, add, ask_look, remove
from tenants.domains.services.showing import NotReached, NotVerified, brand, make_primary, set_redirect

__all__ = [
    "NotReached",
    "NotVerified",
    "TooManyDomains",
    "add",
    "ask_look",
    "brand",
    "claim_look",
    "make_primary",
    "release",
    "remove",
    "set_redirect",
    "settle",
]
