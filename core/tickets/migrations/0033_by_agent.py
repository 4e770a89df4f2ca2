"""Additive, before the deploy: a person's tickets are found by an index whether they are open or finished.

It takes the place of the one that knew the open ones alone; that goes when this one is there.
"""

from django.db import migrations, models

from tenants.migrator.indexes import AddIndexLive, RemoveIndexLive


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("tickets", "0032_edited_notes"),
    ]

    operations = [
        AddIndexLive(
            model_name="ticket",
            index=models.Index(fields=["assignee", "is_finished", "-urgency"], name="ticket_by_agent"),
        ),
        RemoveIndexLive(model_name="ticket", name="ticket_open_by_agent"),
    ]
