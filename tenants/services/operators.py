"""People who run the platform."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from tenants import platform
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Conflict, Invalid
from tenants.models import PlatformAdmin
from tenants.secrets import encrypt


class AdminExists(Conflict):
    """data: email."""

    code = "operator.exists"
    sentence = "{email} is a platform administrator already."


@transaction.atomic
def create_platform_admin(*, email: str, name: str, password: str, totp_secret: str = "") -> PlatformAdmin:
    """Somebody who may sign in at the operator console.

    totp_secret: base32, for an enrolment that happened elsewhere; without it the first sign-in
    enrols. Raises AdminExists, Invalid (password).
    """
    email = email.strip().lower()
    if PlatformAdmin.objects.filter(email=email).exists():
        raise AdminExists(email=email)
    try:
        validate_password(password)
    except ValidationError as error:
        raise Invalid(fields={"password": list(error.messages)}) from None

    row = PlatformAdmin(email=email, name=name, totp_secret=encrypt(totp_secret) if totp_secret else "")
    row.set_password(password)
    row.save()

    platform.record("operator.created", on=None, by=SYSTEM, after={"email": email})
    return row
