"""Plain helpers for all storeys. No Django, no DRF, no Celery: an import contract keeps it so."""
