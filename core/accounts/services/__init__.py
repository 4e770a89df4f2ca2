"""Every write about the people who work here, called alike by pages, the API and commands."""

from core.accounts.services.departments import add_department, change_department, remove_department
from core.accounts.services.devices import (
    end_device,
    end_devices,
    end_everywhere,
    forget_old,
    open_device,
    refresh_device,
    remember_browser,
    sign_out,
    touch_browser,
)
from core.accounts.services.joining import (
    accept_invitation,
    invite,
    resend_invitation,
    welcome,
    welcomed,
    withdraw_invitation,
)
from core.accounts.services.passwords import change_password, request_password_reset, reset_password
from core.accounts.services.people import change_person, change_role, deactivate, reactivate, update_profile
from core.accounts.services.roles import (
    RoleInUse,
    RolesNotIncluded,
    SystemRoleStays,
    remove_role,
    save_role,
    set_reach,
)
from core.accounts.services.second_factor import (
    begin_totp,
    confirm_totp,
    disable_totp,
    new_backup_codes,
    require_second_factor,
    reset_second_factor,
    verify_second_factor,
)
from core.accounts.services.signing_in import SignedIn, check_password, sign_in

__all__ = [
    "RoleInUse",
    "RolesNotIncluded",
    "SignedIn",
    "SystemRoleStays",
    "accept_invitation",
    "add_department",
    "begin_totp",
    "change_department",
    "change_password",
    "change_person",
    "change_role",
    "check_password",
    "confirm_totp",
    "deactivate",
    "disable_totp",
    "end_device",
    "end_devices",
    "end_everywhere",
    "forget_old",
    "invite",
    "new_backup_codes",
    "open_device",
    "reactivate",
    "refresh_device",
    "remember_browser",
    "remove_department",
    "remove_role",
    "request_password_reset",
    "require_second_factor",
    "resend_invitation",
    "reset_password",
    "reset_second_factor",
    "save_role",
    "set_reach",
    "sign_in",
    "sign_out",
    "touch_browser",
    "update_profile",
    "verify_second_factor",
    "welcome",
    "welcomed",
    "withdraw_invitation",
]
