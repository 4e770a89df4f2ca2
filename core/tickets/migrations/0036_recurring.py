"""Words of a choice alone: nothing in the database changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0035_pending_then"),
    ]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="channel",
            field=models.CharField(
                choices=[
                    ("mail", "Mail"),
                    ("portal", "Portal"),
                    ("api", "API"),
                    ("phone", "Phone"),
                    ("plan", "Recurring"),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="ticket",
            name="channel",
            field=models.CharField(
                choices=[
                    ("mail", "Mail"),
                    ("portal", "Portal"),
                    ("api", "API"),
                    ("phone", "Phone"),
                    ("plan", "Recurring"),
                ],
                max_length=8,
            ),
        ),
    ]
