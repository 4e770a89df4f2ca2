"""A site that has nothing but the demo mailbox, at its usual place."""

from django.urls import include, path

urlpatterns = [path("_mailbox/", include("infra.embedded.mailbox.urls"))]
