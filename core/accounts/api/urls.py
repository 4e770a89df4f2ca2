"""Addresses of sign-in, oneself and colleagues, below /api/v1/."""

from django.urls import path

from core.accounts.api import domains, factors, links, me, people, roles, signing_in
from core.doors.routers import DeskRouter

router = DeskRouter()
router.register("users", people.UserViewSet, "user")
router.register("roles", roles.RoleViewSet, "role")
router.register("departments", people.DepartmentViewSet, "department")
router.register("domains", domains.DomainViewSet, "domain")

urlpatterns = [
    path("auth/session/", signing_in.Session.as_view(), name="auth_session"),
    path("auth/token/", signing_in.Token.as_view(), name="auth_token"),
    path("auth/refresh/", signing_in.Refresh.as_view(), name="auth_refresh"),
    path("auth/logout/", signing_in.Logout.as_view(), name="auth_logout"),
    path("auth/devices/", signing_in.Devices.as_view(), name="auth_devices"),
    path("auth/devices/<str:device_id>/", signing_in.DeviceDetail.as_view(), name="auth_device"),
    path("auth/forgot-password/", links.ForgotPassword.as_view(), name="auth_forgot_password"),
    path("auth/reset-password/", links.ResetPassword.as_view(), name="auth_reset_password"),
    path("auth/accept-invitation/", links.AcceptInvitation.as_view(), name="auth_accept_invitation"),
    path("auth/second-factor/", factors.SecondFactor.as_view(), name="auth_second_factor"),
    path("auth/second-factor/confirm/", factors.Confirm.as_view(), name="auth_second_factor_confirm"),
    path("auth/second-factor/backup-codes/", factors.BackupCodes.as_view(), name="auth_backup_codes"),
    path("auth/second-factor/disable/", factors.Disable.as_view(), name="auth_second_factor_disable"),
    path("me/", me.Me.as_view(), name="me"),
    path("me/avatar/", me.MyAvatar.as_view(), name="my_avatar"),
    path("me/password/", me.MyPassword.as_view(), name="my_password"),
    path("me/activity/", me.MyActivity.as_view({"get": "list"}), name="my_activity"),
    *router.urls,
]
