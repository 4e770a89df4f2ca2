"""What the API tells about people, roles, devices."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.doors.shapes import Shape, moment


class RoleOut(Shape):
    """reach: levels in queues, {"own", "others" or a queue's id: level}; empty: full in all."""

    key: str
    name: str
    permissions: list[str]
    is_system: bool
    takes_seat: bool
    requires_mfa: bool
    reach: dict
    version: int

    @staticmethod
    def dump(role: Any) -> dict[str, Any]:
        return {
            "key": role.key,
            "name": role.name,
            "permissions": role.permissions,
            "is_system": role.is_system,
            "takes_seat": role.takes_seat,
            "requires_mfa": role.requires_mfa,
            "reach": role.reach,
            "version": role.version,
        }


class DepartmentOut(Shape):
    id: int
    name: str
    manager: int | None

    @staticmethod
    def dump(row: Any) -> dict[str, Any]:
        return {"id": row.pk, "name": row.name, "manager": row.manager_id}


class UserOut(Shape):
    """A colleague. role: key."""

    id: int
    email: str
    name: str
    role: str
    department: int | None
    is_active: bool
    second_factor: bool
    last_login: datetime | None
    reach: dict
    version: int

    @staticmethod
    def dump(user: Any) -> dict[str, Any]:
        return {
            "id": user.pk,
            "email": user.email,
            "name": user.name,
            "role": user.role.key,
            "department": user.department_id,
            "is_active": user.is_active,
            "second_factor": user.has_second_factor,
            "last_login": moment(user.last_login),
            "reach": user.reach,
            "version": user.version,
        }


class MeOut(UserOut):
    """Oneself: what one may do, and the personal settings."""

    permissions: list[str]
    must_enrol: bool
    time_zone: str
    language: str
    theme: str
    start_page: str
    has_avatar: bool
    signature: str
    signature_in: dict

    @staticmethod
    def dump(user: Any) -> dict[str, Any]:
        return {
            **UserOut.dump(user),
            "permissions": sorted(filter(user.actor.may, user.actor.permissions)),
            "must_enrol": user.must_enrol,
            "time_zone": user.time_zone,
            "language": user.language,
            "theme": user.theme,
            "start_page": user.start_page,
            "has_avatar": bool(user.avatar),
            "signature": user.signature,
            "signature_in": user.signature_in,
        }


class SessionOut(Shape):
    """user: null for strangers. csrf_token goes into X-CSRFToken."""

    user: MeOut | None
    csrf_token: str


class TokensOut(Shape):
    """token_type is Bearer, expires_in seconds. The refresh token works once."""

    access: str
    refresh: str
    token_type: str
    expires_in: int


class DeviceOut(Shape):
    """kind: browser or api."""

    id: str
    kind: str
    name: str
    ip: str | None
    created_at: datetime
    used_at: datetime

    @staticmethod
    def dump(device: Any) -> dict[str, Any]:
        return {
            "id": device.public_id,
            "kind": "browser" if device.session_key else "api",
            "name": device.name,
            "ip": device.ip,
            "created_at": moment(device.created_at),
            "used_at": moment(device.used_at),
        }


class ActivityOut(Shape):
    """One thing a colleague did."""

    at: datetime
    action: str
    object_type: str
    object_id: int | None
    before: Any
    after: Any

    @staticmethod
    def dump(line: Any) -> dict[str, Any]:
        return {
            "at": moment(line.at),
            "action": line.action,
            "object_type": line.object_type,
            "object_id": line.object_id,
            "before": line.before,
            "after": line.after,
        }


class InvitationOut(Shape):
    id: int
    email: str
    name: str
    role: str
    expires_at: datetime

    @staticmethod
    def dump(row: Any) -> dict[str, Any]:
        return {
            "id": row.pk,
            "email": row.email,
            "name": row.name,
            "role": row.role.key,
            "expires_at": moment(row.expires_at),
        }


class SecondFactorOut(Shape):
    is_on: bool
    since: datetime | None
    codes_left: int
    is_required: bool
    deadline: datetime | None
    must_enrol: bool
    is_overdue: bool

    @staticmethod
    def dump(state: Any) -> dict[str, Any]:
        return {**vars(state), "since": moment(state.since), "deadline": moment(state.deadline)}


class EnrolmentOut(Shape):
    """secret for typing, url (otpauth://) for a QR code."""

    secret: str
    url: str


class CodesOut(Shape):
    """Backup codes, shown this once."""

    codes: list[str]


class RecordOut(Shape):
    """A DNS record to set. seen: DNS had it at the last look."""

    kind: str
    name: str
    value: str
    seen: bool

    @staticmethod
    def dump(row: Any) -> dict[str, Any]:
        return {"kind": row.kind, "name": row.name, "value": row.value, "seen": row.seen}


class DomainOut(Shape):
    """state: ours, checking, waiting, verified, unreached, broken or lost. id `platform`: our own address."""

    id: str
    host: str
    shown: str
    state: str
    problem: str
    is_primary: bool
    redirects: bool
    records: list[RecordOut]
    brand_name: str
    brand_color: str
    checked_at: datetime | None
    verified_at: datetime | None
    missing_since: datetime | None
    served_until: datetime | None

    @staticmethod
    def dump(row: Any) -> dict[str, Any]:
        plain = ("id", "host", "shown", "state", "problem", "is_primary", "redirects")
        moments = ("checked_at", "verified_at", "missing_since", "served_until")
        return {
            **{name: getattr(row, name) for name in plain},
            "records": [RecordOut.dump(one) for one in row.records],
            "brand_name": row.brand_name,
            "brand_color": row.brand_color,
            **{name: moment(getattr(row, name)) for name in moments},
        }
