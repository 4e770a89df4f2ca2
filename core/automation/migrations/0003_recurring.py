"""Additive, before the deploy: tickets that come again and again."""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tenants.kernel.clock


class Migration(migrations.Migration):
    dependencies = [
        ("automation", "0002_macros"),
        ("contacts", "0007_contact_words"),
        ("desk", "0011_approvals"),
        ("tickets", "0036_recurring"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Recurrence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=1,
                        editable=False,
                        help_text="Raised by every change; who looked at an older one is told.",
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("subject", models.CharField(max_length=255)),
                ("text", models.TextField()),
                (
                    "actions",
                    models.JSONField(blank=True, default=list, help_text="As core/automation/actions."),
                ),
                (
                    "rule",
                    models.CharField(
                        help_text='As RFC 5545 writes it: "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH".',
                        max_length=200,
                    ),
                ),
                (
                    "starts_on",
                    models.DateField(help_text="The first day it may be opened; intervals count from it."),
                ),
                ("at", models.TimeField(default=datetime.time(9, 0))),
                ("time_zone", models.CharField(max_length=64)),
                ("is_active", models.BooleanField(default=True)),
                ("next_at", models.DateTimeField(help_text="Empty while it rests, or is over.", null=True)),
                (
                    "author",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="contacts.contact",
                    ),
                ),
                (
                    "queue",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="desk.queue",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Occurrence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("planned_at", models.DateTimeField()),
                (
                    "missed",
                    models.PositiveIntegerField(default=0, help_text="Dates before it that passed unseen."),
                ),
                ("why", models.CharField(blank=True, help_text="Why no ticket was opened.", max_length=300)),
                ("at", models.DateTimeField(default=tenants.kernel.clock.now)),
                (
                    "ticket",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
                (
                    "recurrence",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="occurrences",
                        to="automation.recurrence",
                    ),
                ),
            ],
            options={
                "ordering": ["-planned_at"],
            },
        ),
        migrations.AddConstraint(
            model_name="recurrence",
            constraint=models.UniqueConstraint(
                fields=("name",),
                name="recurrence_name_once",
                violation_error_message="Another one has this name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.UniqueConstraint(fields=("recurrence", "planned_at"), name="occurrence_once"),
        ),
    ]
