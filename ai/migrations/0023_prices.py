"""What models without a price took, and prices of an organization's own."""

from django.db import migrations, models

# Until now a call of a model that nobody had named a price for cost nothing.
TOLD = "UPDATE ai_run SET unpriced = tokens_in + tokens_out WHERE cost = 0 AND calls > 0 AND tokens_in > 0"


class Migration(migrations.Migration):
    dependencies = [("ai", "0022_lessons")]

    operations = [
        migrations.AddField(
            model_name="modelsettings",
            name="prices",
            field=models.JSONField(
                db_default={}, default=dict, help_text="{model: [sent, got]} per million tokens, of our own."
            ),
        ),
        migrations.AddField(
            model_name="run",
            name="unpriced",
            field=models.PositiveIntegerField(
                db_default=0,
                default=0,
                help_text="Tokens of models that had no price: they are not in `cost`.",
            ),
        ),
        migrations.RunSQL(TOLD, migrations.RunSQL.noop),
    ]
