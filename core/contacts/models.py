"""People who write to us, their addresses, and the companies they belong to."""

from __future__ import annotations

from functools import cached_property

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock, ids
from tenants.kernel.actor import Actor

PORTAL_PERMISSIONS = frozenset({"portal.tickets"})


def spoken() -> SearchVector:
    """A customer's name and the parts of their address as words."""
    parts = Func(
        F("email"), Value("@.-_+"), Value("     "), function="translate", output_field=models.TextField()
    )
    return SearchVector("name", parts, config="simple")


class Company(models.Model):
    name = models.CharField(max_length=150)
    shares_tickets = models.BooleanField(default=False, help_text=_("Its people see each other's tickets."))
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class CompanyDomain(models.Model):
    """A mail domain whose people belong to a company. A domain leads to exactly one company."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="domains", db_index=False)
    name = models.CharField(max_length=150, help_text=_("Lower case, such as acme.example."))

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["name"], name="domain_of_one_company")]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """A customer. Signs in to the portal by mailed link, never to the desk."""

    class Silence(models.TextChoices):
        COMPLAINED = "complained", _("Marked a mail as spam")
        UNSUBSCRIBED = "unsubscribed", _("Asked for none")
        COLLEAGUE = "colleague", _("Switched off by a colleague")

    public_id = models.CharField(max_length=24, unique=True, default=ids.public_id, editable=False)
    name = models.CharField(max_length=150, blank=True)
    email = models.EmailField(max_length=254, blank=True, help_text=_("The address we answer to."))
    company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="contacts"
    )
    language = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    notes = models.TextField(blank=True)
    is_blocked = models.BooleanField(default=False)
    silent_since = models.DateTimeField(
        null=True, blank=True, help_text=_("Gets no automatic mail; answers of people still reach them.")
    )
    silent_why = models.CharField(
        max_length=12, choices=Silence.choices, blank=True, default="", db_default=""
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        help_text=_("Another customer is this person, too; this row only leads there."),
    )
    created_at = models.DateTimeField(default=clock.now)
    last_seen_at = models.DateTimeField(null=True, blank=True)

    is_authenticated = True
    is_anonymous = False

    class Meta:
        ordering = ["name", "id"]
        indexes = [GinIndex(spoken(), name="contact_words")]

    def __str__(self) -> str:
        return self.name or self.email or str(_("Unknown customer"))

    @property
    def is_active(self) -> bool:
        return not self.is_blocked

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name.strip() else ""

    @cached_property
    def actor(self) -> Actor:
        return Actor("contact", self.pk, str(self), PORTAL_PERMISSIONS)


class Identity(models.Model):
    """One address of a contact. An address leads to exactly one contact."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="identities")
    email = models.EmailField(max_length=254)
    verified_at = models.DateTimeField(null=True, blank=True, help_text=_("Proved by a mailed link."))
    undeliverable_at = models.DateTimeField(null=True, blank=True, help_text=_("A hard bounce came back."))
    is_added = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("Somebody else said it is theirs: it signs in only when its owner has proved it."),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="identity_once",
                violation_error_message=_("This address belongs to another customer."),
            )
        ]

    @property
    def may_sign_in(self) -> bool:
        """Does a link mailed there open the person's requests? The address that first wrote: yes."""
        return self.verified_at is not None or not self.is_added


class PortalLink(models.Model):
    """A mailed sign-in link to the portal. Consumed by POST, once, within 15 minutes."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, db_index=False)
    email = models.EmailField(max_length=254)
    token_hash = models.CharField(max_length=64, unique=True)
    next_path = models.CharField(max_length=200, blank=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    proves = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("A colleague asked its owner to prove the address."),
    )


class ContactMerge(models.Model):
    """Two customers became one: what moved and what was before, so that they can be split again."""

    survivor = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+", db_index=False)
    merged = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+", db_index=False)
    by_name = models.CharField(max_length=120, blank=True)
    moved = models.JSONField(default=dict, help_text=_("Ids, by what they are of."))
    before = models.JSONField(default=dict, help_text=_("Values of both, and addresses locked."))
    after = models.JSONField(default=dict, help_text=_("Values of the survivor as the merge left them."))
    merged_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(help_text=_("It can be split until then."))
    split_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=models.Q(split_at=None), name="merged_into_one"
            )
        ]


class NotTheSame(models.Model):
    """Somebody said that two alike customers are two people. one: the smaller primary key."""

    one = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="not_the_same_once")]
