"""Host names: which lead to an organization, and which are only claimed. Import from tenants.models."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_tenants.models import DomainMixin

from tenants.kernel import clock, ids


class DomainClaim(models.Model):
    """An organization says that a host name of its own is its: proven by a DNS record, or not (yet).

    Anybody may claim anything, so a claim leads nowhere by itself. Only a verified one has a Domain.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for DNS")
        VERIFIED = "verified", _("Verified")
        LOST = "lost", _("No longer served")

    public_id = models.CharField(max_length=24, unique=True, default=ids.public_id, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="domain_claims")
    host = models.CharField(max_length=253, help_text=_("ASCII (IDNA), lower case, no trailing dot."))
    token = models.CharField(
        max_length=64, default=ids.token, editable=False, help_text=_("What the TXT record must say.")
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    problem = models.CharField(max_length=300, blank=True, help_text=_("What DNS said, for people."))
    reaches = models.BooleanField(default=False, help_text=_("The host's own record leads to us."))
    verified_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True, help_text=_("Last answer of DNS."))
    missing_since = models.DateTimeField(
        null=True, blank=True, help_text=_("First answer without the record.")
    )
    flagged_at = models.DateTimeField(null=True, blank=True, help_text=_("The owner was told."))
    check_at = models.DateTimeField(null=True, blank=True, help_text=_("Next look; empty: only when asked."))
    checks = models.PositiveIntegerField(default=0, help_text=_("Looks without proof; spaces the next one."))
    turn = models.PositiveIntegerField(
        default=0, help_text=_("Raised by each look; a late worker is refused.")
    )
    lease_until = models.DateTimeField(null=True, blank=True, help_text=_("One worker looks until then."))
    brand_name = models.CharField(max_length=120, blank=True, help_text=_("Empty: the organization's."))
    brand_color = models.CharField(
        max_length=7, blank=True, help_text=_("#RRGGBB; empty: the organization's.")
    )
    brand_logo = models.CharField(
        max_length=200, blank=True, help_text=_("Path in the tenant's files; empty: the organization's.")
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["host"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "host"],
                name="domain_claim_once",
                violation_error_message=_("This domain is in your list already."),
            ),
            models.CheckConstraint(
                condition=models.Q(brand_color="") | models.Q(brand_color__regex=r"^#[0-9A-Fa-f]{6}$"),
                name="domain_brand_is_hex",
                violation_error_message=_("A brand colour looks like #0099FF."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["check_at"],
                name="domain_claim_due",
                condition=models.Q(check_at__isnull=False),
            ),
            models.Index(fields=["host"], name="domain_claim_host"),
        ]

    def __str__(self) -> str:
        return f"{self.host} ({self.state})"


class Domain(DomainMixin):
    """A host name that leads to a tenant: its place below ours, or one that it has proven. One is primary."""

    claim = models.OneToOneField(
        DomainClaim,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="domain",
        help_text=_("The proof of a host of their own; empty: ours."),
    )
    redirects = models.BooleanField(
        default=True, help_text=_("Send visitors on to the primary host when this is not it.")
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-is_primary", "domain"]

    @property
    def reaches(self) -> bool:
        """Whether people who follow a link to it arrive: ours always do."""
        return self.claim is None or self.claim.reaches
