"""How many tasks may be in a status at once, as every board and every change asks. No query while nothing
changes.
"""

from __future__ import annotations

from core.work.models_board import TaskLimit
from tenants.remembered import Remembered

limits = Remembered("work:task-limits", lambda: {row.status: row for row in TaskLimit.objects.all()})
