"""The platform's own site: landing, signup, operator console, provider callbacks."""

from django.conf import settings
from django.urls import include, path

from core.mail.api import consent

urlpatterns = [
    path("billing/", include("billing.api.urls_public")),
    path("mail/consent/", consent.forward, name="mail_consent"),
    path("operator/", include("portal.operator.urls")),
    path("", include("portal.public.urls")),
]
if settings.MAILBOX_PAGE:
    urlpatterns.insert(0, path("_mailbox/", include("infra.embedded.mailbox.urls")))

handler400 = "portal.public.errors.bad_request"
handler403 = "portal.public.errors.forbidden"
handler404 = "portal.public.errors.not_found"
handler500 = "portal.public.errors.broken"
