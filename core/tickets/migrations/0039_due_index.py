"""Additive, before the deploy: what is due soon is found without a look at every ticket."""

from django.db import migrations, models

from tenants.migrator.indexes import AddIndexLive


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("tickets", "0038_bulk_of_erased"),
    ]

    operations = [
        AddIndexLive(
            model_name="ticket",
            index=models.Index(
                fields=["due_at", "id"],
                condition=models.Q(("due_at__isnull", False), ("is_finished", False)),
                name="ticket_due",
            ),
        ),
    ]
