"""Indexes that nobody asks; each was kept once per organization. Dropped by name: nothing else is touched."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

UNASKED = [
    "accounts_department_manager_id_ff5f1cc2",
    "accounts_invitation_invited_by_id_94a21efc",
    "accounts_invitation_role_id_6e595326",
    "accounts_user_department_id_8dc06840",
    "accounts_user_role_id_a6dd19b0",
]


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="department",
                    name="manager",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="manages",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="invitation",
                    name="invited_by",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="invitation",
                    name="role",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, to="accounts.role"
                    ),
                ),
                migrations.AlterField(
                    model_name="user",
                    name="department",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="accounts.department",
                    ),
                ),
                migrations.AlterField(
                    model_name="user",
                    name="role",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="users",
                        to="accounts.role",
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
