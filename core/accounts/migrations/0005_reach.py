"""Additive, before the deploy: levels in queues of roles and people, a version of roles, and a permission of
its own to read notes, for every role that wrote them."""

from django.db import migrations, models
from django.db.models import Value

READ_NOTES = """
    UPDATE accounts_role SET permissions = array_append(permissions, 'tickets.read_notes')
     WHERE 'tickets.note' = ANY(permissions) AND NOT 'tickets.read_notes' = ANY(permissions)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_workspace"),
    ]

    operations = [
        migrations.AddField(
            model_name="role",
            name="reach",
            field=models.JSONField(
                blank=True,
                db_default=Value({}, models.JSONField()),
                default=dict,
                help_text='Levels in queues: {"own": "full", "others": "none", "12": "read"}; empty: full in all.',
            ),
        ),
        migrations.AddField(
            model_name="role",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1, help_text="Raised by every change."),
        ),
        migrations.AddField(
            model_name="user",
            name="reach",
            field=models.JSONField(
                blank=True,
                db_default=Value({}, models.JSONField()),
                default=dict,
                help_text="Levels of this person that outweigh the role's, in the same words.",
            ),
        ),
        migrations.RunSQL(READ_NOTES, migrations.RunSQL.noop),
    ]
