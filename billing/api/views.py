"""/api/v1/billing/ – plan, allowances and payment pages, for people who may manage billing.

Every refusal carries the service's code. Prices, cards and invoices never pass through here.
"""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from billing import gateway, rules, selectors, services
from billing.api.serializers import AddressOut, BillingOut, CheckoutIn
from billing.models import Subscription
from tenants import context
from tenants.kernel.actor import Actor
from tenants.kernel.errors import Refused, Unauthenticated

RETURN_PATH = "/settings/billing/"  # the page of the portal that shows what this resource says


class BillingView(APIView):
    """Base of the resource: every method names its permission, and one that does not is refused."""

    needs: ClassVar[dict[str, str]] = {}

    @property
    def actor(self) -> Actor:
        """Who asks, as the door found it."""
        return self.request.actor  # type: ignore[attr-defined, no-any-return]

    def check_permissions(self, request: Request) -> None:
        super().check_permissions(request)
        actor: Actor | None = getattr(request, "actor", None)
        if actor is None:
            raise Unauthenticated
        permission = self.needs.get((request.method or "").lower())
        if permission is None or not actor.may(permission):
            raise Refused


class Overview(BillingView):
    """What was agreed and what is left."""

    needs = {"get": rules.MANAGE}

    @extend_schema(responses=BillingOut, operation_id="billing_read", tags=["billing"])
    def get(self, request: Request) -> Response:
        agreed = selectors.subscription_for(context.current_tenant())
        return Response(BillingOut(_overview(agreed)).data)


class CheckoutSession(BillingView):
    """A page where a plan is paid for."""

    needs = {"post": rules.MANAGE}

    @extend_schema(
        request=CheckoutIn, responses=AddressOut, operation_id="billing_checkout", tags=["billing"]
    )
    def post(self, request: Request) -> Response:
        wanted = CheckoutIn(data=request.data)
        wanted.is_valid(raise_exception=True)
        back = request.build_absolute_uri(RETURN_PATH)
        url = services.open_checkout(
            context.current_tenant(),
            **wanted.validated_data,
            by=self.actor,
            success_url=f"{back}?paid=1",
            cancel_url=back,
        )
        return Response({"url": url})


class PortalSession(BillingView):
    """A page for cards, invoices and cancellation."""

    needs = {"post": rules.MANAGE}

    @extend_schema(request=None, responses=AddressOut, operation_id="billing_portal", tags=["billing"])
    def post(self, request: Request) -> Response:
        back = request.build_absolute_uri(RETURN_PATH)
        return Response({"url": services.open_portal(context.current_tenant(), return_url=back)})


def _overview(agreed: Subscription) -> dict[str, Any]:
    return {
        "plan": agreed.plan,
        "state": agreed.state,
        "seats": agreed.seats,
        "trial_ends_at": agreed.trial_ends_at,
        "ends_at": agreed.ends_at,
        "online": gateway.enabled() and not agreed.is_manual,
        "features": sorted(agreed.bundle.features),
        "allowances": selectors.allowances(),
        "offers": [plan for plan in selectors.plans(offered=True) if gateway.price_of_plan(plan.code)],
    }
