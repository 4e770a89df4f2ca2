from __future__ import annotations

import time
from typing import Any

from django.db import migrations

from tenants.migrator.batches import InBatches


def turn(apps: Any, editor: Any, after: int | None) -> int | None:
    """Two at a time, each exactly once."""
    rows = list(apps.get_model("release", "Thing").objects.filter(pk__gt=after or 0).order_by("pk")[:2])
    for row in rows:
        row.turns += 1
        row.save()
    time.sleep(0.05)  # time to be killed in
    return rows[-1].pk if rows else None


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("release", "0002_shape")]
    operations = [InBatches(turn)]
