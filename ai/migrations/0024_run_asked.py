from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ai", "0023_prices")]

    operations = [
        migrations.AddField(
            model_name="run",
            name="asked",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Models that were asked, where none of their answers was of use: “a, b”.",
                max_length=160,
            ),
        ),
    ]
