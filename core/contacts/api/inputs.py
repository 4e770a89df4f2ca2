"""What the API takes about customers. Rules live in services."""

from __future__ import annotations

import zoneinfo

from rest_framework import serializers

from core.doors.taking import Searching


class ContactQuery(Searching):
    q = serializers.CharField(required=False, max_length=100, help_text="Name, address or company.")


class ContactIn(serializers.Serializer):
    email = serializers.EmailField(max_length=254)
    name = serializers.CharField(max_length=150, required=False, allow_blank=True)


def known_zone(name: str) -> None:
    """ValidationError unless it is "" or an IANA name."""
    if name and name not in zoneinfo.available_timezones():
        raise serializers.ValidationError("There is no such time zone.")


class ContactChange(serializers.Serializer):
    name = serializers.CharField(max_length=150, allow_blank=True)
    notes = serializers.CharField(max_length=10_000, allow_blank=True)
    language = serializers.CharField(max_length=10, allow_blank=True)
    time_zone = serializers.CharField(max_length=64, allow_blank=True, validators=[known_zone])
    is_blocked = serializers.BooleanField()
    automatic_mail = serializers.BooleanField(help_text="May the desk write to them by itself?")
    company = serializers.IntegerField(allow_null=True, help_text="Id of a company; null: none.")


class LinkIn(serializers.Serializer):
    email = serializers.EmailField(max_length=254)


class TokenIn(serializers.Serializer):
    token = serializers.CharField(max_length=500, help_text="From the mailed link.")
    device = serializers.CharField(max_length=120, required=False, allow_blank=True)


class CompanyQuery(Searching):
    q = serializers.CharField(required=False, max_length=100, help_text="Part of a name, or a domain.")


class CompanyIn(serializers.Serializer):
    name = serializers.CharField(max_length=150)
    domains = serializers.ListField(
        child=serializers.CharField(max_length=150), required=False, max_length=50
    )
    shares_tickets = serializers.BooleanField(
        required=False, help_text="Its people see each other's requests."
    )
    joins = serializers.BooleanField(
        required=False,
        default=True,
        help_text="Customers without a company whose address is at a new domain become its people.",
    )


class JoinersQuery(serializers.Serializer):
    domains = serializers.CharField(max_length=5_000, help_text="Separated by commas.")


class CompanyMergeIn(serializers.Serializer):
    into = serializers.IntegerField(help_text="Id of the company that stays.")


class AddressIn(serializers.Serializer):
    email = serializers.EmailField(max_length=254)


class AddressChange(serializers.Serializer):
    is_main = serializers.ChoiceField([True], required=False, help_text="We answer to this one from now on.")
    try_again = serializers.ChoiceField([True], required=False, help_text="Forget that mail came back.")


class MergeQuery(serializers.Serializer):
    other = serializers.CharField(max_length=24, help_text="Id of the customer who would be merged.")


class ContactMergeIn(serializers.Serializer):
    other = serializers.CharField(max_length=24, help_text="Id of the customer who is merged into this one.")
    take = serializers.ListField(
        child=serializers.ChoiceField(["name", "language", "time_zone", "company"]),
        required=False,
        max_length=4,
        help_text="Fields whose value of the merged one survives.",
    )
    share = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Tickets may be shown to the people named in the preview's `sharing`; else 409.",
    )


class ApartIn(serializers.Serializer):
    other = serializers.CharField(max_length=24)
