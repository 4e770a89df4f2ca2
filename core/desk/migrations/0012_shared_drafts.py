"""Additive, before the deploy: whether colleagues read and take over drafts in a queue."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0011_approvals"),
    ]

    operations = [
        migrations.AddField(
            model_name="queue",
            name="shares_drafts",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="Colleagues read what somebody has begun to write, and may take it over.",
            ),
        ),
    ]
