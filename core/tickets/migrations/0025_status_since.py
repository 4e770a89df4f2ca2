from django.db import migrations, models
from django.db.models.functions import Now

import tenants.kernel.clock


class Migration(migrations.Migration):
    """Tickets that are there already count from the moment of this release."""

    dependencies = [
        ("tickets", "0024_watchers"),
    ]

    operations = [
        migrations.AddField(
            model_name="ticket",
            name="status_since",
            field=models.DateTimeField(
                db_default=Now(),
                default=tenants.kernel.clock.now,
                help_text="When it came into this status.",
            ),
        ),
    ]
