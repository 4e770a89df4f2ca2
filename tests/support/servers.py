"""Early pytest plugin: real PostgreSQL and Redis stand before Django reads its settings.

DESKHAND_TEST_POOL puts PgBouncer between, with that many server connections (`make pooled`).
DESKHAND_TEST_GROUND names a folder where the ground of the tests is kept between sessions (`keeping`).
"""

import atexit
import os

from infra.embedded import for_tests
from tests.support import keeping

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.test")
kept = keeping.data()
_urls = for_tests.start(kept)

if _size := int(os.environ.get("DESKHAND_TEST_POOL", "0")):
    from tests.support.pooler import Pooler

    _pooler = Pooler(_urls.database, _size).__enter__()
    atexit.register(_pooler.__exit__)
    os.environ |= {
        "DESKHAND_POOLED": "true",
        "DATABASE_URL": _pooler.url(),
        "DATABASE_DIRECT_URL": _urls.database,
    }
