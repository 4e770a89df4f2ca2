"""Sign-in of colleagues, at every organization's own host. Paths of mailed links: core.accounts.selectors."""

from django.urls import include, path

from portal.public import joining, second_factor, sign_in

auth = [
    path("login/", sign_in.sign_in, name="sign_in"),
    path("login/code/", sign_in.totp, name="totp"),
    path("login/backup/", sign_in.backup, name="backup"),
    path("logout/", sign_in.sign_out, name="sign_out"),
    path("password/forgot/", joining.forgot, name="forgot"),
    path("password/reset/<str:token>/", joining.reset, name="reset"),
    path("invitation/<str:token>/", joining.invitation, name="invitation"),
    path("welcome/<str:token>/", joining.welcome, name="welcome"),
    path("security/two-step/", second_factor.totp_setup, name="totp_setup"),
    path("security/two-step/off/", second_factor.totp_off, name="totp_off"),
    path("security/backup-codes/", second_factor.backup_codes, name="backup_codes"),
]
urlpatterns = [path("", include((auth, "auth")))]
