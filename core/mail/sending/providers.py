"""Which providers take mail over their API, what each must be told, and what it does to a Message-ID.

django-anymail speaks to them. The hosts are the providers' own and stand here: nobody can lead a call into
our own network by a setting. Providers that run at an address of their customer's choice (Postal, Unisender
Go) are not among them; they are reached as an own mail server.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

TOKEN = re.compile(r"[\x21-\x7e]{4,300}")
WORD = re.compile(r"[A-Za-z0-9_.-]{1,100}")
REGION = re.compile(r"[a-z]{2}(-[a-z]+){1,2}-\d{1,2}")  # becomes part of a host name
UUID = re.compile(r"[0-9a-fA-F-]{32,36}")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to enter. shape: all of the value must look so."""

    name: str
    label: Any
    help: Any = ""
    is_secret: bool = False
    is_required: bool = True
    shape: re.Pattern[str] = WORD


@dataclass(frozen=True, slots=True)
class Provider:
    """places: {key: (label, address of the API)}; one, or one for each region to choose from.

    takes_id: it sends our Message-ID on. renamed: the Message-ID it gives instead, "" where nobody tells.
    remarks: what a person should know before choosing it.
    """

    name: str
    label: str
    fields: tuple[Field, ...]
    places: Mapping[str, tuple[Any, str]]
    takes_id: bool = False
    renamed: str = ""
    has_metadata: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)
    remarks: Any = ""

    def backend(self, values: Mapping[str, str]) -> Any:
        """anymail's connection with these values, whatever the settings say. values: {field: text}."""
        kind: Any = import_module(f"anymail.backends.{self.name}").EmailBackend
        given = {one.name: values[one.name] for one in self.fields if values.get(one.name)}
        given["api_url"] = self.address(values.get("place", ""))
        return kind(**given, timeout=settings.RELAY_TIMEOUT)

    def address(self, place: str) -> str:
        """Where its API is: of the chosen region, the first one when none is."""
        _label, url = self.places.get(place) or next(iter(self.places.values()))
        if settings.MAIL_PROVIDERS_AT:  # another server that speaks their languages
            return f"{settings.MAIL_PROVIDERS_AT}/{self.name}{urlsplit(url).path}"
        return url


class AmazonSes(Provider):
    """Spoken to by boto3, which signs with a pair of keys and finds the host by its region."""

    def backend(self, values: Mapping[str, str]) -> Any:
        from anymail.backends.amazon_ses import EmailBackend

        client = {
            "region_name": values["region"],
            "aws_access_key_id": values["access_key"],
            "aws_secret_access_key": values["secret_key"],
            "config": {
                "connect_timeout": settings.RELAY_TIMEOUT,
                "read_timeout": settings.RELAY_TIMEOUT,
                "retries": {"total_max_attempts": 1},  # the outbox tries again, under the same Message-ID
            },
        }
        if settings.MAIL_PROVIDERS_AT:
            client["endpoint_url"] = f"{settings.MAIL_PROVIDERS_AT}/{self.name}"
        return EmailBackend(client_params=client, configuration_set_name=values.get("configuration") or None)


def _key(name: str, label: Any, where: Any = "") -> Field:
    return Field(name, label, where, is_secret=True, shape=TOKEN)


def _at(url: str) -> dict[str, tuple[Any, str]]:
    return {"": ("", url)}


API_KEY = _("API key")
WORLD, EUROPE = _("United States"), _("European Union")
OWN_ID = _("It gives mails a Message-ID of its own; answers find their request by the reply address.")

PROVIDERS: dict[str, Provider] = {
    one.name: one
    for one in (
        Provider(
            "postmark", "Postmark",
            (
                _key("server_token", _("Server API token"), _("Servers → your server → API Tokens.")),
                Field("message_stream", _("Message stream"), _("Empty: “outbound”."), is_required=False),
            ),
            _at("https://api.postmarkapp.com/"),
            takes_id=True, renamed="{id}@mtasv.net", headers={"X-PM-KeepID": "true"},
        ),
        Provider(
            "mailgun", "Mailgun",
            (
                _key("api_key", API_KEY, _("Sending → Domain settings → Sending keys.")),
                Field("sender_domain", _("Domain"), _("Empty: the domain of the sender."), is_required=False),
            ),
            {"us": (WORLD, "https://api.mailgun.net/v3"), "eu": (EUROPE, "https://api.eu.mailgun.net/v3")},
            takes_id=True,
        ),
        Provider(
            "brevo", "Brevo",
            (_key("api_key", API_KEY, _("SMTP & API → API Keys. Not the SMTP key.")),),
            _at("https://api.brevo.com/v3/"),
            renamed="{id}", remarks=OWN_ID,
        ),
        Provider(
            "sendgrid", "SendGrid",
            (_key("api_key", API_KEY, _("Settings → API Keys, with the right to send mail.")),),
            {"us": (_("Worldwide"), "https://api.sendgrid.com/v3/"), "eu": (EUROPE, "https://api.eu.sendgrid.com/v3/")},
            takes_id=True,
        ),
        AmazonSes(
            "amazon_ses", "Amazon SES",
            (
                Field("access_key", _("Access key ID"), _("Of a user who may do ses:SendEmail.")),
                _key("secret_key", _("Secret access key")),
                Field("region", _("Region"), _("Of the verified domain: eu-central-1, …"), shape=REGION),
                Field("configuration", _("Configuration set"), _("For delivery events."), is_required=False),
            ),
            _at("https://email.amazonaws.com/"),
            takes_id=True, renamed="{id}@{host}", remarks=OWN_ID,
        ),
        Provider(
            "resend", "Resend", (_key("api_key", API_KEY, _("API Keys, with the right to send.")),),
            _at("https://api.resend.com/"), remarks=OWN_ID,
        ),
        Provider(
            "mailersend", "MailerSend",
            (_key("api_token", _("API token"), _("Integrations → MailerSend API.")),),
            _at("https://api.mailersend.com/v1/"),
            has_metadata=False,
            remarks=_("Needs a plan with custom headers: they keep machines from answering each other."),
        ),
        Provider(
            "sparkpost", "SparkPost",
            (_key("api_key", API_KEY, _("With the right “Transmissions: Read/Write”.")),),
            {"us": (WORLD, "https://api.sparkpost.com/api/v1/"), "eu": (EUROPE, "https://api.eu.sparkpost.com/api/v1/")},
            remarks=OWN_ID,
        ),
        Provider(
            "mailjet", "Mailjet",
            (Field("api_key", API_KEY, shape=TOKEN), _key("secret_key", _("Secret key"))),
            _at("https://api.mailjet.com/v3.1/"), remarks=OWN_ID,
        ),
        Provider(
            "mandrill", "Mailchimp Transactional",
            (_key("api_key", API_KEY, _("Of Mailchimp Transactional (Mandrill), not of Mailchimp.")),),
            _at("https://mandrillapp.com/api/1.0"), remarks=OWN_ID,
        ),
        Provider(
            "mailtrap", "Mailtrap",
            (_key("api_token", _("API token"), _("Sending domains → Integration → API.")),),
            _at("https://send.api.mailtrap.io/api/"), remarks=OWN_ID,
        ),
        Provider(
            "scaleway", "Scaleway",
            (
                _key("secret_key", _("Secret key"), _("Of an API key that may send transactional mail.")),
                Field("project_id", _("Project ID"), shape=UUID),
            ),
            _at("https://api.scaleway.com/transactional-email/v1alpha1/regions/fr-par/"), remarks=OWN_ID,
        ),
    )
}  # fmt: skip
