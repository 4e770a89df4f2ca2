"""Early pytest plugin: real PostgreSQL and Redis stand before Django reads its settings.

DESKHAND_TEST_POOL puts PgBouncer between, with that many server connections (`make pooled`).
"""

import atexit
import os

from infra.embedded import for_tests

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.test")
_urls = for_tests.start()

if _size := int(os.environ.get("DESKHAND_TEST_POOL", "0")):
    from tests.support.pooler import Pooler

    _pooler = Pooler(_urls.database, _size).__enter__()
    atexit.register(_pooler.__exit__)
    os.environ |= {
        "DESKHAND_POOLED": "true",
        "DATABASE_URL": _pooler.url(),
        "DATABASE_DIRECT_URL": _urls.database,
    }
