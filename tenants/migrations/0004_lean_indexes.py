"""Pattern indexes of the shared schema, which Django made beside every unique text."""

from django.db import migrations

from tenants.database.lean import DROP_PATTERN_INDEXES


class Migration(migrations.Migration):
    dependencies = [("tenants", "0003_custom_domains")]

    operations = [migrations.RunSQL(DROP_PATTERN_INDEXES, migrations.RunSQL.noop)]
