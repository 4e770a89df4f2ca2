"""Indexes that nobody asks; each was kept once per organization. Dropped by name: nothing else is touched."""

import django.db.models.deletion
from django.db import migrations, models

UNASKED = [
    "mail_mailbox_queue_id_21716a5f",
]


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0003_lean_indexes"),
        ("mail", "0002_mailbox_confirms"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="mailbox",
                    name="queue",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="desk.queue"
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
