"""Additive, before the deploy: time on tickets and tasks, and how it is kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.work.timing
import tenants.kernel.clock


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0037_responsible"),
        ("work", "0002_projects"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TimeRules",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                (
                    "activities",
                    models.JSONField(
                        default=core.work.timing.activities,
                        help_text="What time may be spent with: key, label.",
                    ),
                ),
                (
                    "idle_hours",
                    models.PositiveSmallIntegerField(
                        default=4, help_text="After so long a timer asks whether somebody still works."
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="TimeEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "minutes",
                    models.PositiveIntegerField(default=0, help_text="As counted; 0 while the timer runs."),
                ),
                (
                    "after_hours",
                    models.PositiveIntegerField(
                        default=0, help_text="Minutes of them outside of the working hours; of timers alone."
                    ),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When somebody said last that the timer runs rightly.",
                        null=True,
                    ),
                ),
                ("billable", models.BooleanField(default=False)),
                ("activity", models.CharField(default="support", max_length=40)),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "version",
                    models.PositiveIntegerField(default=1, help_text="Raised by every change; for If-Match."),
                ),
                ("created_at", models.DateTimeField(default=tenants.kernel.clock.now)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="work.task",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
            ],
            options={
                "ordering": ["-started_at", "-id"],
                "indexes": [
                    models.Index(fields=["person", "started_at"], name="time_of_person"),
                    models.Index(
                        condition=models.Q(("ticket__isnull", False)),
                        fields=["ticket"],
                        name="time_of_ticket",
                    ),
                    models.Index(
                        condition=models.Q(("task__isnull", False)), fields=["task"], name="time_of_task"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("person",),
                        name="time_one_timer",
                        violation_error_message="One timer runs at a time.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("task__isnull", False), ("ticket", None)),
                            models.Q(("task", None), ("ticket__isnull", False)),
                            _connector="OR",
                        ),
                        name="time_of_one_thing",
                        violation_error_message="Time is spent on one ticket or on one task.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("minutes", 0)),
                            models.Q(("ended_at__gt", models.F("started_at")), ("minutes__gte", 1)),
                            _connector="OR",
                        ),
                        name="time_ends_after_start",
                        violation_error_message="It ends after it began, and lasts a minute at least.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("after_hours__lte", models.F("minutes"))),
                        name="time_after_hours_within",
                        violation_error_message="What is outside of the working hours is a part of it.",
                    ),
                ],
            },
        ),
    ]
