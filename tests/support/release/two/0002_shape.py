from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("release", "0001_things")]
    operations = [
        migrations.AddField("Thing", "shape", models.CharField(max_length=20, default="round")),
        migrations.AddIndex("Thing", models.Index(fields=["name"], name="thing_by_name")),
        migrations.RunSQL("SELECT pg_sleep(0.1)"),  # time to be killed in
    ]
