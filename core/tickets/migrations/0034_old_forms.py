"""Additive, before the deploy: what notes said before goes into the archive with them (NULL costs a bit), and
prefixes of ticket numbers that were in force before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0033_by_agent"),
    ]

    operations = [
        migrations.AddField(
            model_name="oldwords",
            name="earlier",
            field=models.JSONField(
                blank=True, help_text="EarlierWords of a note: [{id, text, until}].", null=True
            ),
        ),
        migrations.AddField(
            model_name="ticketnumber",
            name="former",
            field=models.JSONField(
                blank=True,
                db_default=models.Value([], models.JSONField()),
                default=list,
                help_text="Prefixes that were in force before: they lead to the same tickets.",
            ),
        ),
    ]
