"""Pattern indexes of an organization's schema, which Django made beside every unique text."""

from django.db import migrations

from tenants.database.lean import DROP_PATTERN_INDEXES


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunSQL(DROP_PATTERN_INDEXES, migrations.RunSQL.noop)]
