"""Every door of one organization's site: help centre at the root, desk under /desk/, API under /api/."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from core.mail.api import hooks

urlpatterns = [
    path("api/v1/", include("infra.urls_api")),
    path(
        "api/schema/", SpectacularAPIView.as_view(permission_classes=[], throttle_classes=[]), name="schema"
    ),
    path(
        "api/docs/",
        SpectacularSwaggerView.as_view(url_name="schema", permission_classes=[], throttle_classes=[]),
        name="api_docs",
    ),
    path("files/", include("core.files.urls")),
    path("hooks/mail/<slug:provider>/events/<str:public_id>/", hooks.events, name="mail_events"),
    path("hooks/mail/<slug:provider>/<str:public_id>/", hooks.mail, name="mail_hook"),
    path("settings/", include("portal.settings.urls")),
    path("", include("portal.public.urls_auth")),
    path("", include("portal.agent.urls")),
    path("", include("portal.customer.urls")),
]

handler400 = "portal.public.errors.bad_request"
handler403 = "portal.public.errors.forbidden"
handler404 = "portal.public.errors.not_found"
handler500 = "portal.public.errors.broken"
