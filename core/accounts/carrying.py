"""What of people's sign-in stays out of an archive that leaves the house."""

from __future__ import annotations

from tenants.carrying.contents import blank, leave_out

blank("accounts_user", password="!")  # noqa: S106  # "!" is Django's mark of no password
leave_out("accounts_device", "sessions and refresh tokens; people sign in again")
leave_out("accounts_passwordreset", "links that are valid for an hour")
for _table in ("otp_totp_totpdevice", "otp_static_staticdevice", "otp_static_statictoken"):
    leave_out(_table, "secrets of second factors; people set theirs up again")
