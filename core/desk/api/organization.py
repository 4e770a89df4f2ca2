"""/api/v1/settings/: what the organization says of itself, and the parts of the desk it uses."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.accounts.rules import MANAGE_ORGANIZATION
from core.doors.shapes import Shape
from core.doors.views import SIGNED_IN, DeskView, Given, takes
from tenants import context, services, switches
from tenants.models import Tenant


class OrganizationOut(Shape):
    """switches: part of the desk -> whether it is used; pages and programs of a part that is not are shut."""

    name: str
    slug: str
    time_zone: str
    language: str
    brand_color: str
    switches: dict[str, bool]

    @staticmethod
    def dump(row: Tenant) -> dict[str, Any]:
        names = ("name", "slug", "time_zone", "language", "brand_color")
        return {name: getattr(row, name) for name in names} | {"switches": switches.states(row)}


class PartsIn(serializers.Serializer):
    """Those not sent stay as they are."""

    work = serializers.BooleanField(required=False, help_text="Tasks, projects and their board.")
    time_tracking = serializers.BooleanField(required=False, help_text="Timers; hours on tickets and tasks.")
    daily_summaries = serializers.BooleanField(required=False, help_text="A summary of somebody's day.")
    notification_mails = serializers.BooleanField(
        required=False, help_text="Mails to colleagues of what they have not read here."
    )


class OrganizationIn(serializers.Serializer):
    name = serializers.CharField(max_length=120, required=False)
    time_zone = serializers.CharField(max_length=64, required=False, help_text="IANA name.")
    language = serializers.ChoiceField(settings.LANGUAGES, required=False)
    brand_color = serializers.RegexField("^#[0-9A-Fa-f]{6}$", required=False, help_text="#RRGGBB.")
    switches = PartsIn(required=False)


class OrganizationView(DeskView):
    """Everybody signed in reads it; changing it is for those who manage the organization."""

    needs = {"get": SIGNED_IN, "patch": MANAGE_ORGANIZATION}
    shows = OrganizationOut

    def get(self, request: Request) -> Response:
        return self.show(context.current_tenant())

    @takes(OrganizationIn)
    def patch(self, request: Request, data: Given) -> Response:
        """Only what is sent changes, all of it or nothing."""
        sent = dict(data.sent)
        turned = dict(sent.pop("switches", {}))
        row = services.change_profile(context.current_tenant(), by=self.me, on=turned, **sent)
        return self.show(row)
