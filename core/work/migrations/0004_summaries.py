"""Additive, before the deploy: what people say of their days, and when they are asked."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tenants.kernel.clock


class Migration(migrations.Migration):
    dependencies = [
        ("work", "0003_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="timerules",
            name="summary_hour",
            field=models.PositiveSmallIntegerField(
                db_default=17, default=17, help_text="When they are asked, where they are."
            ),
        ),
        migrations.CreateModel(
            name="DailySummary",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(help_text="Where the person is.")),
                ("completed", models.TextField(blank=True)),
                ("in_progress", models.TextField(blank=True)),
                ("blockers", models.TextField(blank=True)),
                ("notes", models.TextField(blank=True)),
                (
                    "minutes",
                    models.PositiveIntegerField(default=0, help_text="Of work in all, as the person says."),
                ),
                (
                    "sent_at",
                    models.DateTimeField(
                        blank=True, help_text="When it went to who leads the team.", null=True
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, help_text="Raised by every change; for If-Match."),
                ),
                ("updated_at", models.DateTimeField(default=tenants.kernel.clock.now)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-day", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "day"),
                        name="summary_once_a_day",
                        violation_error_message="There is one summary for each day.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__lte", 1440)),
                        name="summary_day_has_24_hours",
                        violation_error_message="A day has 24 hours.",
                    ),
                ],
            },
        ),
    ]
