"""An index for names and addresses; contacts are few enough to make it in the migration's transaction."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0006_merges"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="contact",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector(
                    "name",
                    models.Func(
                        models.F("email"),
                        models.Value("@.-_+"),
                        models.Value("     "),
                        function="translate",
                        output_field=models.TextField(),
                    ),
                    config="simple",
                ),
                name="contact_words",
            ),
        ),
    ]
