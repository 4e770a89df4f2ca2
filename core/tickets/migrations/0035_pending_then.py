"""Additive, before the deploy: what happens when the time of a ticket that was put aside is over."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0034_old_forms"),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="pending_then",
            field=models.CharField(
                choices=[
                    ("reopen", "Open it again"),
                    ("close", "Close it, unless the customer writes"),
                    ("remind", "Remind whoever holds it"),
                ],
                db_default="reopen",
                default="reopen",
                help_text="What happens when its time is over.",
                max_length=6,
            ),
        ),
    ]
