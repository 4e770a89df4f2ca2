"""The channels that are on, remembered: no query per message where there is none."""

from __future__ import annotations

from core.notifications.models_hooks import Hook
from tenants.remembered import Remembered

hooks = Remembered("notifications:hooks", lambda: tuple(Hook.objects.filter(is_active=True)))
