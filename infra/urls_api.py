"""The API of one organization, resource by resource."""

from django.urls import include, path

urlpatterns = [
    path("", include("core.accounts.api.urls")),
    path("", include("core.contacts.api.urls")),
    path("", include("core.configuration.api.urls")),
    path("", include("core.desk.api.urls")),
    path("", include("core.files.api.urls")),
    path("", include("core.tickets.api.urls")),
    path("", include("core.knowledge.api.urls")),
    path("", include("core.mail.api.urls")),
    path("", include("core.sla.api.urls")),
    path("", include("core.work.api.urls")),
    path("", include("core.notifications.api.urls")),
    path("", include("core.assignment.api.urls")),
    path("", include("core.automation.api.urls")),
    path("", include("core.search.api.urls")),
    path("", include("core.reports.api.urls")),
    path("", include("ai.api.urls")),
    path("billing/", include("billing.api.urls")),
]
