"""Room on each page of the ledger: a claim writes its row anew beside the old one and touches no index."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("events", "0002_known_database")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE events_delivery SET (fillfactor = 50)",
            "ALTER TABLE events_delivery RESET (fillfactor)",
        )
    ]
