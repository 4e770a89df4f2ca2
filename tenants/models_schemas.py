"""The shared rows about schemas themselves: how they are made, kept in stock and brought to a release."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.kernel import clock


class Blueprint(models.Model):
    """All of a new schema as statements and rows, written down once per release from the template."""

    edition = models.CharField(
        max_length=64, unique=True, help_text=_("Digest of its migrations and its starter content.")
    )
    statements = models.TextField(help_text=_("Tables, indexes and constraints."))
    content = models.JSONField(help_text=_("table -> rows of the starter content and the ledger."))
    fingerprint = models.CharField(max_length=64, help_text=_("Of the template's catalogue."))
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.edition[:12]


class RenderedMigration(models.Model):
    """One migration of the tenants' schemas as statements, written down before the template was migrated."""

    app = models.CharField(max_length=100)
    name = models.CharField(max_length=255)
    statements = models.JSONField(default=list, help_text=_("In order; empty for one that must be run."))
    is_atomic = models.BooleanField(default=True, help_text=_("All statements in one transaction."))
    why_not = models.CharField(
        max_length=200, blank=True, help_text=_("Why it goes through the ORM; empty: as statements.")
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["app", "name"], name="rendered_migration_once")]

    def __str__(self) -> str:
        return f"{self.app}.{self.name}"


class Spare(models.Model):
    """An empty schema that waits for an organization: tables, ledger and starter content are there."""

    class State(models.TextChoices):
        BUILDING = "building", _("Being built")
        WARM = "warm", _("Warm")

    schema_name = models.CharField(max_length=63, unique=True)
    shard = models.CharField(max_length=40, default="default")
    edition = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices, default=State.BUILDING)
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.schema_name} ({self.state})"


class MigrationRun(models.Model):
    """One deploy's walk over all organizations: what it wants, how far it came, where it failed."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped after failures")

    target = models.CharField(max_length=64, help_text=_("Digest of the wanted migrations."))
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    failures = models.JSONField(default=dict, help_text=_("schema -> what went wrong."))
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.target[:12]} {self.done}/{self.total} ({self.state})"
