"""Additive, before the deploy: the first cards of each status of a board, without a look at all open tickets."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("tickets", "0030_archive"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(
                fields=["status", "-urgency", "-last_message_at", "-id"],
                condition=models.Q(("is_finished", False)),
                name="ticket_board",
            ),
        ),
    ]
