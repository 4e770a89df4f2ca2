"""A program: lay the ground in a database of its own and leave it (see keeping)."""

from __future__ import annotations

from tests.support import servers  # noqa: F401  (before Django reads its settings)

if __name__ == "__main__":
    import django

    django.setup()
    from django.db import connections
    from django.test.utils import setup_databases

    from tests.support import ground

    setup_databases(verbosity=0, interactive=False, aliases={"default"})
    ground.lay()
    connections.close_all()
