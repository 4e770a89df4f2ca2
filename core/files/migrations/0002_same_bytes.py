from django.db import migrations, models

# until now a path ended with the digest
FROM_PATH = "UPDATE files_attachment SET digest = right(path, 64) WHERE digest = ''"


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="digest",
            field=models.CharField(
                db_default="", default="", help_text="Keyed hash of the bytes, hexadecimal.", max_length=64
            ),
        ),
        migrations.RunSQL(FROM_PATH, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(fields=["digest"], name="file_same_bytes"),
        ),
    ]
