"""Additive, before the deploy: what became of tickets at once is counted also where one is erased."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0037_responsible"),
    ]

    operations = [
        migrations.AlterField(
            model_name="bulkitem",
            name="ticket",
            field=models.ForeignKey(
                db_index=False,
                help_text="Empty once it is erased; what became of it is still counted.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="tickets.ticket",
            ),
        ),
    ]
