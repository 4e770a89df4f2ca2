"""Of the platform's host, under /billing/."""

from django.urls import path

from billing.api.hooks import stripe

urlpatterns = [path("webhooks/stripe/", stripe, name="billing-webhook-stripe")]
