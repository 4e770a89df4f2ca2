"""Indexes that nobody asks; each was kept once per organization. Dropped by name: nothing else is touched."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

UNASKED = [
    "desk_cannedreply_owner_id_0bfbf64e",
    "desk_category_parent_id_fa6c94c4",
    "desk_category_queue_id_fff5e1cd",
    "desk_category_team_id_37cdbebd",
    "desk_queue_team_id_5c4faf37",
    "desk_savedview_owner_id_a91b2850",
    "desk_team_manager_id_cc2c8e6c",
    "desk_team_members_team_id_b68abd40",
    "desk_team_members_user_id_3a9d1697",
]


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0002_calendars"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="cannedreply",
                    name="owner",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="category",
                    name="parent",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="desk.category",
                    ),
                ),
                migrations.AlterField(
                    model_name="category",
                    name="queue",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="desk.queue",
                    ),
                ),
                migrations.AlterField(
                    model_name="category",
                    name="team",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="desk.team",
                    ),
                ),
                migrations.AlterField(
                    model_name="queue",
                    name="team",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="desk.team",
                    ),
                ),
                migrations.AlterField(
                    model_name="savedview",
                    name="owner",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="team",
                    name="manager",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="leads_teams",
                        to=settings.AUTH_USER_MODEL,
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
