"""Addresses under /_mailbox/; included by the platform's own site when MAILBOX_PAGE is on."""

from django.urls import path

from infra.embedded.mailbox import views

app_name = "mailbox"
urlpatterns = [
    path("", views.index, name="list"),
    path("clear", views.clear, name="clear"),
    path("assets/<str:name>", views.asset, name="asset"),
    path("<slug:key>/", views.message, name="message"),
    path("<slug:key>/body", views.body, name="body"),
    path("<slug:key>/source", views.source, name="source"),
    path("<slug:key>/answer", views.reply, name="answer"),
    path("<slug:key>/part/<int:index>", views.attachment, name="attachment"),
]
