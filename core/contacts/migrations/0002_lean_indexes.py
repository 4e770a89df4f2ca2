"""Indexes that nobody asks; each was kept once per organization. Dropped by name: nothing else is touched."""

import django.db.models.deletion
from django.db import migrations, models

UNASKED = [
    "contacts_portallink_contact_id_3b029ed0",
]


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="portallink",
                    name="contact",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="contacts.contact"
                    ),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    [f'DROP INDEX IF EXISTS "{name}"' for name in UNASKED], migrations.RunSQL.noop
                )
            ],
        )
    ]
