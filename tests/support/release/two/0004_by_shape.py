from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("release", "0003_turn")]
    operations = [AddIndexConcurrently("Thing", models.Index(fields=["shape"], name="thing_by_shape"))]
