"""Additive, before the deploy: since when a task lies in the bin, and changes of many tasks."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tenants.kernel.clock


class Migration(migrations.Migration):
    dependencies = [
        ("work", "0005_task_limits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="deleted_at",
            field=models.DateTimeField(blank=True, help_text="Since when it lies in the bin.", null=True),
        ),
        migrations.CreateModel(
            name="TaskBulk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(help_text="Of the form: sent twice is once.", max_length=64)),
                ("what", models.JSONField(help_text='{"status": "done"}; see services.bulk.')),
                (
                    "done",
                    models.JSONField(
                        default=list,
                        help_text="Of each task how it stood before and after; what undoing goes by.",
                    ),
                ),
                (
                    "missed",
                    models.JSONField(
                        default=list, help_text="Tasks it was not done to, each with the reason."
                    ),
                ),
                ("created_at", models.DateTimeField(default=tenants.kernel.clock.now)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        help_text="Who did it.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [models.UniqueConstraint(fields=("user", "key"), name="task_bulk_done_once")],
            },
        ),
    ]
