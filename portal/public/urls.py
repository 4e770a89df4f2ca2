"""The platform's own pages. The path of the mailed link: tenants.provisioning.confirming."""

from django.urls import path

from portal.public import find, signup

app_name = "public"
urlpatterns = [
    path("", signup.landing, name="landing"),
    path("signup/", signup.signup, name="signup"),
    path("signup/sent/", signup.sent, name="sent"),
    path("signup/subdomain/", signup.subdomain, name="subdomain"),
    path("signup/confirm/<str:token>/", signup.confirm, name="confirm"),
    path("signup/confirm/<str:token>/preparing/", signup.preparing, name="preparing"),
    path("find/", find.find, name="find"),
]
