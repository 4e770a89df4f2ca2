"""Additive, before the deploy: how many tasks a column of the board may hold."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("work", "0004_summaries"),
    ]

    operations = [
        migrations.CreateModel(
            name="TaskLimit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("todo", "To do"),
                            ("in_progress", "In progress"),
                            ("blocked", "Blocked"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=11,
                    ),
                ),
                (
                    "wip_limit",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="Tasks that may be in it at once; empty: any number.", null=True
                    ),
                ),
                (
                    "wip_is_hard",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text="Nobody moves one more into it; else a full one only warns.",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("status",), name="task_limit_of_status"),
                    models.CheckConstraint(
                        condition=models.Q(("wip_limit", None), ("wip_limit__gte", 1), _connector="OR"),
                        name="task_limit_holds_one",
                        violation_error_message="A column holds one task at least.",
                    ),
                ],
            },
        ),
    ]
