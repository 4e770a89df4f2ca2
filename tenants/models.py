"""The shared rows about customers of the platform: who they are and how a request finds them.

Personal data of a tenant's own people never lives here; operators of the platform do.
"""

from __future__ import annotations

from django.contrib.auth.hashers import check_password, make_password
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django_tenants.models import TenantMixin

from tenants.kernel import clock, ids
from tenants.migrator.target import target
from tenants.models_hosts import Domain, DomainClaim
from tenants.models_proof import IsolationProof
from tenants.models_schemas import Blueprint, MigrationRun, RenderedMigration, Spare
from tenants.rules import Door, Pass, at

__all__ = [
    "Blueprint",
    "Domain",
    "DomainClaim",
    "IsolationProof",
    "MailRoute",
    "MigrationRun",
    "PlatformAdmin",
    "PlatformRecord",
    "RenderedMigration",
    "Signup",
    "Spare",
    "Tenant",
]


class TenantQuerySet(models.QuerySet["Tenant"]):
    def served(self) -> TenantQuerySet:
        """Tenants whose schema is complete and which are not switched off."""
        rows = self.filter(ready_at__isnull=False, upkeep="", schema_level__gte=target().level)
        rows = rows.exclude(schema_name="public")
        return rows.exclude(state__in=Tenant.SHUT)


class Tenant(TenantMixin):
    """One organization with a schema of its own. The row `public` is the platform itself."""

    class State(models.TextChoices):
        PREPARING = "preparing", _("Preparing")
        TRIAL = "trial", _("Trial")
        ACTIVE = "active", _("Active")
        PAST_DUE = "past_due", _("Payment overdue")
        RESTRICTED = "restricted", _("Restricted")
        SUSPENDED = "suspended", _("Suspended")
        LEAVING = "leaving", _("Export window")
        PURGED = "purged", _("Purged")

    class Upkeep(models.TextChoices):
        NONE = "", _("None")
        MIGRATING = "migrating", _("Being updated")
        MOVING = "moving", _("Being moved")
        RESTORING = "restoring", _("Being restored")

    SHUT = frozenset({State.SUSPENDED, State.PURGED})

    auto_create_schema = False  # provisioning does it, in a task with progress

    public_id = models.CharField(max_length=24, unique=True, default=ids.public_id, editable=False)
    slug = models.CharField(max_length=40, unique=True, help_text=_("Subdomain and schema name in one."))
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PREPARING)
    state_since = models.DateTimeField(default=clock.now)
    standing = models.CharField(
        max_length=12,
        default="trial",
        help_text=_("What billing says; see tenants.rules."),
    )
    upkeep = models.CharField(
        max_length=12,
        choices=Upkeep.choices,
        default=Upkeep.NONE,
        blank=True,
        help_text=_("Work on the schema that must end before anybody is served."),
    )
    shard = models.CharField(
        max_length=40, default="default", help_text=_("Alias of the database that holds the schema.")
    )
    schema_version = models.CharField(
        max_length=64,
        blank=True,
        help_text=_("Digest of the migrations the schema has; see migrator.target."),
    )
    schema_level = models.PositiveIntegerField(default=0, help_text=_("Their number."))
    edition = models.CharField(
        max_length=64, blank=True, help_text=_("Digest of the release whose starter content it was given.")
    )
    is_canary = models.BooleanField(default=False, help_text=_("Migrated before all others."))
    time_zone = models.CharField(max_length=64, default="UTC", help_text=_("IANA name."))
    language = models.CharField(max_length=10, default="en")
    brand_color = models.CharField(max_length=7, default="#0099FF", help_text=_("#RRGGBB."))
    logo = models.CharField(
        max_length=200, blank=True, help_text=_("Storage path inside the tenant's files.")
    )
    switches = models.JSONField(
        default=dict, blank=True, help_text=_("Switch -> on?, where it differs; see tenants.switches.")
    )
    secret = models.CharField(
        max_length=64, default=ids.token, editable=False, help_text=_("Salt of every token of this tenant.")
    )
    created_at = models.DateTimeField(default=clock.now)
    ready_at = models.DateTimeField(null=True, blank=True, help_text=_("Schema complete; empty: not served."))
    suspended_reason = models.CharField(max_length=200, blank=True)

    objects = TenantQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(brand_color__regex=r"^#[0-9A-Fa-f]{6}$"),
                name="tenant_brand_is_hex",
                violation_error_message=_("A brand colour looks like #0099FF."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_served(self) -> bool:
        return self.ready_at is not None and not self.is_held and self.state not in self.SHUT

    def at(self, door: Door) -> Pass:
        """What the state of the organization allows there."""
        return at(self.state, door, held=self.is_held or self.ready_at is None)

    @property
    def is_held(self) -> bool:
        """Work on the schema must end first, or it lacks migrations the running code needs."""
        return self.upkeep != "" or self.schema_level < target().level

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2]).upper()


class MailRoute(models.Model):
    """A mail address of ours and the tenant it belongs to: asked before any mail is accepted."""

    address = models.EmailField(max_length=254, help_text=_("Lower case, without the plus part."))
    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="mail_routes")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("address"),
                name="mail_route_once",
                violation_error_message=_("This address is already in use."),
            )
        ]


class Signup(models.Model):
    """A request for an organization, until its mail address is confirmed and the schema stands."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for confirmation")
        CONFIRMED = "confirmed", _("Being prepared")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    public_id = models.CharField(max_length=24, unique=True, default=ids.public_id, editable=False)
    company = models.CharField(max_length=120)
    person = models.CharField(max_length=120)
    email = models.EmailField(max_length=254)
    slug = models.CharField(max_length=40)
    time_zone = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    token_hash = models.CharField(max_length=64, unique=True, help_text=_("SHA-256 of the mailed token."))
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    step = models.CharField(max_length=60, blank=True, help_text=_("What provisioning does right now."))
    progress = models.PositiveSmallIntegerField(default=0, help_text=_("Percent."))
    reason = models.CharField(max_length=200, blank=True, help_text=_("Why it failed, for people."))
    attempts = models.PositiveSmallIntegerField(default=0, help_text=_("How often provisioning began."))
    turn = models.PositiveIntegerField(
        default=0, help_text=_("Raised by each claim; a late worker is refused.")
    )
    lease_until = models.DateTimeField(null=True, blank=True, help_text=_("One worker builds until then."))
    mailed_at = models.DateTimeField(
        null=True, blank=True, help_text=_("The confirmation left; empty: owed.")
    )
    tenant = models.ForeignKey(Tenant, null=True, blank=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()


class PlatformAdmin(models.Model):
    """A person who runs the platform. Signs in at the operator console only, always with TOTP."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    password = models.CharField(max_length=128)
    totp_secret = models.CharField(
        max_length=200, blank=True, help_text=_("Encrypted; empty until enrolled.")
    )
    totp_last_step = models.BigIntegerField(default=-1, help_text=_("Last accepted step: a code works once."))
    is_active = models.BooleanField(default=True)
    last_login_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    def set_password(self, raw: str) -> None:
        self.password = make_password(raw)

    def check_password(self, raw: str) -> bool:
        return check_password(raw, self.password)


class PlatformRecord(models.Model):
    """Append-only: what was done to a tenant or to the platform, by whom and why."""

    at = models.DateTimeField(default=clock.now)
    actor = models.CharField(max_length=40, help_text=_('"operator:3", "system".'))
    actor_name = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=60)
    tenant = models.ForeignKey(
        Tenant, null=True, blank=True, on_delete=models.SET_NULL, related_name="records"
    )
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
