from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0009_types"),
    ]

    operations = [
        migrations.AddField(
            model_name="status",
            name="wip_limit",
            field=models.PositiveSmallIntegerField(
                blank=True, help_text="Tickets that may be in it at once; empty: any number.", null=True
            ),
        ),
        migrations.AddField(
            model_name="status",
            name="wip_is_hard",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Nobody moves one more into it; else a full one only warns.",
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="layout",
            field=models.CharField(
                db_default="list",
                default="list",
                help_text="How it opens, unless a person chose.",
                max_length=8,
            ),
        ),
    ]
