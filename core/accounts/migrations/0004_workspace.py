from django.db import migrations, models
from django.db.models import Value


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_wordings"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="workspace",
            field=models.JSONField(
                blank=True,
                db_default=Value({}, models.JSONField()),
                default=dict,
                help_text="How this person looks at the lists of the desk; see core.desk.looks.",
            ),
        ),
    ]
