"""Of a tenant's host, under /api/v1/billing/."""

from django.urls import path

from billing.api.views import CheckoutSession, Overview, PortalSession

urlpatterns = [
    path("", Overview.as_view(), name="billing"),
    path("checkout-session/", CheckoutSession.as_view(), name="billing-checkout"),
    path("portal-session/", PortalSession.as_view(), name="billing-portal"),
]
