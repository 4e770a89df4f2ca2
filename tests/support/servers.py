"""Early pytest plugin: real PostgreSQL and Redis stand before Django reads its settings."""

import os

from infra.embedded import for_tests

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.test")
for_tests.start()
