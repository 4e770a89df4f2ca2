"""Pages of the preview outside of the desk: signing up, signing in, and what went wrong."""

from collections.abc import Iterator

from markupsafe import Markup

from portal.ui.samples import Context, Page

PORTAL: Context = {"org": {"name": "Acme Analytics", "logo_url": None, "brand_version": None, "slug": "acme"}, "contact": {"name": "Mara", "email": "mara@nordlicht.example"}, "section": ""}
ZONES = [("Europe/Berlin", "Europe/Berlin"), ("Asia/Tokyo", "Asia/Tokyo"), ("UTC", "UTC")]
LANGUAGES = [("en", "English"), ("de", "Deutsch")]


def public() -> Iterator[Page]:
    base = "portal/public/"
    yield "landing", f"{base}landing.html", {}
    yield "signup", f"{base}signup.html", {"form": None, "time_zones": ZONES, "languages": LANGUAGES, "base_domain": "deskhand.example", "check": None}
    taken = {"data": {"company": "Acme", "subdomain": "acme", "name": "Dana", "email": "dana@acme.example"}, "errors": {"subdomain": ["acme is taken by another organization. Free: acme-2"]}}
    yield "signup-taken", f"{base}signup.html", {"form": taken, "time_zones": ZONES, "languages": LANGUAGES, "base_domain": "deskhand.example", "check": None}
    yield "signup-sent", f"{base}signup_sent.html", {"email": "dana@acme.example"}
    yield "signup-confirm", f"{base}signup_confirm.html", {"valid": True, "email": "dana@acme.example", "address": "acme.deskhand.example", "token": "t", "form": None}
    steps = [{"name": name, "state": state} for name, state in (("Address reserved", "done"), ("Your data's own space", "done"), ("Queues, categories and templates", "now"), ("Your account", "later"))]
    for state in ("running", "ready", "failed"):
        yield f"preparing-{state}", f"{base}preparing.html", {"progress": {"state": state, "address": "acme.deskhand.example", "steps": steps, "done": 2, "percent": 60, "poll_url": "/fragments/progress.html", "enter_url": "#", "retry_url": "#", "reason": None}, "request_id": "req_1"}
    for name, sent in (("", False), ("-sent", True)):
        yield f"find{name}", f"{base}find.html", {"sent": sent, "email": "dana@acme.example", "form": None}
        yield f"auth-forgot{name}", f"{base}auth/forgot.html", PORTAL | {"sent": sent, "email": "dana@acme.example", "form": None}
    wrong = {"data": {"email": "dana@acme.example"}, "errors": {"__all__": ["E-mail or password is not right."]}}
    yield "auth-sign-in", f"{base}auth/sign_in.html", PORTAL | {"form": wrong, "next": ""}
    yield "auth-totp", f"{base}auth/totp.html", PORTAL | {"form": None, "operator": False}
    yield "auth-backup", f"{base}auth/backup.html", PORTAL | {"form": {"data": {}, "errors": {"code": ["This code was used before."]}}, "operator": False}
    yield "auth-reset", f"{base}auth/reset.html", PORTAL | {"valid": True, "token": "t", "form": None}
    yield "auth-invitation", f"{base}auth/invitation.html", PORTAL | {"valid": True, "token": "t", "form": None, "invitation": {"by": "Dana Whitfield", "role": "Agent", "email": "ben@acme.example"}}
    for name, valid in (("", True), ("-dead", False)):
        yield f"auth-welcome{name}", f"{base}auth/welcome.html", PORTAL | {"valid": valid, "email": "dana@acme.example", "form": None}
    qr = Markup('<svg viewBox="0 0 8 8"><path d="M0 0h3v3H0zM5 0h3v3H5zM0 5h3v3H0zM4 4h1v1H4zM6 6h2v1H6z"/></svg>')
    yield "auth-totp-setup", f"{base}auth/totp_setup.html", PORTAL | {"qr_svg": qr, "secret": "JBSW Y3DP EHPK 3PXP", "required": False, "form": None}
    yield "auth-codes", f"{base}auth/backup_codes.html", PORTAL | {"codes": [f"{i:04d}-{i * 37 % 9999:04d}" for i in range(1001, 1011)], "done_url": "#"}


def errors() -> Iterator[Page]:
    for code in ("400", "403", "404", "429", "500", "503", "suspended", "not_ready", "host_unknown"):
        yield f"error-{code}", f"errors/{code}.html", {"request_id": "req_7f3a91c2", "find_url": "/find/"}
