"""/operator/ on the platform's own host. No other host routes here."""

from django.urls import path

from portal.operator import isolation, margin, sign_in, views

app_name = "operator"
urlpatterns = [
    path("", views.organizations, name="organizations"),
    path("isolation/", isolation.isolation, name="isolation"),
    path("margin/", margin.margin, name="margin"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.totp, name="totp"),
    path("sign-in/enrol/", sign_in.enrol, name="enrol"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("<str:public_id>/", views.organization, name="organization"),
    path("<str:public_id>/plan/", views.change_plan, name="change_plan"),
    path("<str:public_id>/trial/", views.extend_trial, name="extend_trial"),
    path("<str:public_id>/suspend/", views.suspend, name="suspend"),
    path("<str:public_id>/leave/", views.leave, name="leave"),
    path("<str:public_id>/purge/", views.purge, name="purge"),
    path("<str:public_id>/certificate/", views.certificate, name="certificate"),
    path("<str:public_id>/reactivate/", views.reactivate, name="reactivate"),
]
