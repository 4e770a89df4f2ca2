"""What became true about the people who work here. Ids only; never a token."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.events.bus import event


@event("accounts.password_reset_requested")
@dataclass(frozen=True)
class PasswordResetRequested:
    """A link is owed to the person: selectors.reset_letter(reset_id)."""

    reset_id: int


@event("accounts.password_changed")
@dataclass(frozen=True)
class PasswordChanged:
    """by: "user:5" by the person; how: "reset", "changed" or "welcome"."""

    user_id: int
    how: str


@event("accounts.invited")
@dataclass(frozen=True)
class UserInvited:
    """A link is owed to the guest: selectors.invitation_letter(invitation_id). Also when asked again."""

    invitation_id: int
    by: str


@event("accounts.joined")
@dataclass(frozen=True)
class UserJoined:
    user_id: int
    invitation_id: int


@event("accounts.role_changed")
@dataclass(frozen=True)
class RoleChanged:
    """was, role: keys."""

    user_id: int
    was: str
    role: str
    by: str


@event("accounts.rights_changed")
@dataclass(frozen=True)
class RightsChanged:
    """What people of a role may do, or one person alone, is another thing now. role: key, "" for one."""

    role: str
    user_id: int | None
    by: str


@event("accounts.deactivated")
@dataclass(frozen=True)
class UserDeactivated:
    """Sessions and devices have ended. Their open tickets are for the desk to release."""

    user_id: int
    by: str


@event("accounts.reactivated")
@dataclass(frozen=True)
class UserReactivated:
    user_id: int
    by: str


@event("accounts.locked")
@dataclass(frozen=True)
class UserLocked:
    """Too many wrong passwords. until: ISO 8601."""

    user_id: int
    until: str


@event("accounts.second_factor_changed")
@dataclass(frozen=True)
class SecondFactorChanged:
    """is_on False: switched off by the person or reset by a colleague (`by`)."""

    user_id: int
    is_on: bool
    by: str


@event("accounts.device_reused")
@dataclass(frozen=True)
class DeviceReused:
    """An old refresh token came back: a copy is about. The device has been ended."""

    device_id: int
    holder: str


@event("accounts.signed_out")
@dataclass(frozen=True)
class SignedOut:
    """In one browser, or everywhere. For what is still open there."""

    user_id: int
    everywhere: bool = False
