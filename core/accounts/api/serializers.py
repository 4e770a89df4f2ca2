"""What the API takes about people. Field sizes are those of the tables."""

from __future__ import annotations

from rest_framework import serializers

from core.doors.taking import Searching
from tenants.kernel.reach import LEVELS


class SignInIn(serializers.Serializer):
    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=256, trim_whitespace=False)
    code = serializers.CharField(max_length=40, required=False, help_text="Of the app, or a backup code.")


class ProgramSignInIn(SignInIn):
    device = serializers.CharField(max_length=120, required=False, help_text="A name people recognise.")


class RefreshIn(serializers.Serializer):
    refresh = serializers.CharField(max_length=500)


class ForgotIn(serializers.Serializer):
    email = serializers.CharField(max_length=254)


class ResetIn(serializers.Serializer):
    token = serializers.CharField(max_length=500)
    password = serializers.CharField(max_length=256, trim_whitespace=False)


class AcceptIn(ResetIn):
    name = serializers.CharField(max_length=120)


class CodeIn(serializers.Serializer):
    code = serializers.CharField(max_length=40)


class PasswordIn(serializers.Serializer):
    current = serializers.CharField(max_length=256, trim_whitespace=False)
    password = serializers.CharField(max_length=256, trim_whitespace=False)


class ProfileIn(serializers.Serializer):
    name = serializers.CharField(max_length=120)
    time_zone = serializers.CharField(max_length=64, allow_blank=True)
    language = serializers.CharField(max_length=10, allow_blank=True)
    theme = serializers.CharField(max_length=6)
    start_page = serializers.CharField(
        max_length=10, allow_blank=True, help_text="home, inbox, overview or activity; empty: home."
    )
    signature = serializers.CharField(max_length=5000, allow_blank=True, trim_whitespace=False)
    signature_in = serializers.DictField(
        child=serializers.CharField(max_length=5000, allow_blank=True, trim_whitespace=False),
        help_text='In further languages: {"de": "…"}; takes the place of all of them.',
    )


class AvatarIn(serializers.Serializer):
    file = serializers.FileField(help_text="A picture of at most 1 MB.")


class PersonIn(serializers.Serializer):
    name = serializers.CharField(max_length=120)
    role = serializers.SlugField(max_length=30)
    department = serializers.IntegerField(allow_null=True, min_value=1)


class ReachIn(serializers.Serializer):
    reach = serializers.DictField(
        child=serializers.ChoiceField(choices=list(LEVELS)),
        help_text='Levels by queue: {"own": "full", "others": "none", "12": "read"}. Empty: full in all.',
    )


class RoleIn(serializers.Serializer):
    name = serializers.CharField(max_length=60)
    permissions = serializers.ListField(
        child=serializers.CharField(max_length=60), max_length=100,
        help_text="Names; those that they are of no use without come along.",
    )  # fmt: skip
    reach = serializers.DictField(
        child=serializers.ChoiceField(choices=list(LEVELS)), required=False, help_text="As of a person."
    )
    requires_mfa = serializers.BooleanField(required=False)


class InviteIn(serializers.Serializer):
    email = serializers.CharField(max_length=254)
    role = serializers.SlugField(max_length=30)
    name = serializers.CharField(max_length=120, required=False, allow_blank=True)


class DepartmentIn(serializers.Serializer):
    name = serializers.CharField(max_length=80)
    manager = serializers.IntegerField(required=False, allow_null=True, min_value=1)


class PeopleQuery(Searching):
    """Filters of the list."""

    q = serializers.CharField(max_length=100, required=False, help_text="Part of a name or address.")
    role = serializers.SlugField(max_length=30, required=False)
    is_active = serializers.BooleanField(required=False, allow_null=True, default=None)


class DomainIn(serializers.Serializer):
    host = serializers.CharField(max_length=600, help_text="As people write it: help.example.com")


class DomainChangeIn(serializers.Serializer):
    redirects = serializers.BooleanField(required=False, help_text="Send visitors on to the primary domain.")
    brand_name = serializers.CharField(max_length=120, allow_blank=True, required=False)
    brand_color = serializers.CharField(max_length=7, allow_blank=True, required=False, help_text="#0099FF")
