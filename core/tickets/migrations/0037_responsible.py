"""Additive, before the deploy: who answers for a ticket, and how long it may take."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0036_recurring"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="estimated_minutes",
            field=models.PositiveIntegerField(
                blank=True, help_text="How long the work may take, as somebody has said.", null=True
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="responsible",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="Answers for it, whoever holds it.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
