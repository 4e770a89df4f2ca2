"""What all pages share: organization, reader, language, theme, and what was said in passing."""

from __future__ import annotations

import zlib
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from core.accounts import sessions
from core.accounts.models import User
from tenants import rules
from tenants.domains.selectors import brand_of
from tenants.models import Domain, Tenant

FLASHES = "flashes"  # session key
PLAIN_BRAND = "#0099ff"  # the product's own colour: its stylesheet needs no second one


def of(request: HttpRequest) -> dict[str, Any]:
    """The context of layouts. Takes what was said in passing out of the session."""
    user, contact = _user(request), getattr(request, "contact", None)
    language = language_of(request)
    return {
        "language": language,
        "direction": "rtl" if translation.get_language_info(language)["bidi"] else "ltr",
        "theme": user.theme if user else "system",
        "request_id": getattr(request, "request_id", ""),
        "org": org_of(getattr(request, "tenant", None), getattr(request, "domain", None)),
        "me": me_of(request),
        "contact": contact or None,
        "section": "",
        "flashes": _said(request),
    }


def org_of(tenant: Tenant | None, domain: Domain | None = None) -> dict[str, Any] | None:
    """The organization as templates want it, in the brand of the host; None on the platform's own site."""
    if tenant is None or tenant.schema_name == "public":
        return None
    brand = brand_of(tenant, domain)
    return {
        "name": brand.name,
        "slug": tenant.slug,
        "logo_url": f"{reverse('logo')}?v={mark_of(brand.logo)}" if brand.logo else None,
        "brand_version": mark_of(brand.color) if brand.color.lower() != PLAIN_BRAND else None,
        "state": tenant.state,
        "next_step": rules.next_step(tenant.state, tenant.state_since),
    }


def me_of(request: HttpRequest) -> dict[str, Any] | None:
    """The colleague who reads."""
    user = _user(request)
    if user is None:
        return None
    is_admin = user.actor.may("organization.manage")
    pays = user.actor.may("billing.manage")
    return {
        "id": user.pk,
        "name": user.name,
        "email": user.email,
        "is_admin": is_admin,
        "pays": pays,
        "face_url": face_url(user),
    }


def face_url(user: User) -> str:
    """A colleague's picture; "" for who has none."""
    return face_at(user.pk, user.avatar)


def face_at(pk: int, path: str) -> str:
    """path: where the picture lies; "" for none."""
    return f"/desk/people/{pk}/face/?v={mark_of(path)}" if path else ""


def language_of(request: HttpRequest) -> str:
    """The reader's own choice, else what LanguageMiddleware found."""
    reader = _user(request) or getattr(request, "contact", None)
    own = getattr(reader, "language", "") if reader else ""
    return own if own in dict(settings.LANGUAGES) else translation.get_language() or settings.LANGUAGE_CODE


def zone_of(request: HttpRequest) -> str:
    """IANA name: the reader's, else the organization's, else UTC."""
    reader = _user(request) or getattr(request, "contact", None)
    tenant = getattr(request, "tenant", None)
    return (getattr(reader, "time_zone", "") if reader else "") or (tenant.time_zone if tenant else "UTC")


def _user(request: HttpRequest) -> User | None:
    return sessions.user_of(request) if getattr(request, "actor", None) else None


def _said(request: HttpRequest) -> list[dict[str, str]]:
    session = getattr(request, "session", None)
    if session is None or settings.SESSION_COOKIE_NAME not in request.COOKIES or FLASHES not in session:
        return []
    said: list[dict[str, str]] = session.pop(FLASHES)
    return said


def mark_of(text: str) -> str:
    """Changes when the text does: addresses with it may be cached for a year."""
    return f"{zlib.crc32(text.encode()):08x}"
