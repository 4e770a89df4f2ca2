"""Late runs are found by their alarms; nobody looks for leases that ran out."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ai", "0001_initial")]

    operations = [migrations.RemoveIndex(model_name="run", name="run_unfinished")]
