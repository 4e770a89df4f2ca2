"""Additive, before the deploy: the first cards of each status of a board, without a look at all open tickets."""

from django.db import migrations, models

from tenants.migrator.indexes import AddIndexLive


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("tickets", "0030_archive"),
    ]

    operations = [
        AddIndexLive(
            model_name="ticket",
            index=models.Index(
                fields=["status", "-urgency", "-last_message_at", "-id"],
                condition=models.Q(("is_finished", False)),
                name="ticket_board",
            ),
        ),
    ]
