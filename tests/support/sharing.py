"""Which tests stay with one worker of pytest-xdist: those of a file, and those of the folders TOGETHER.

Not `--dist loadgroup`: pytest-xdist 3.8 writes groups into an attribute that pytest 9.2 no longer reads, and
so hands out every test by itself. Files come in the order they are collected in (--no-loadscope-reorder):
pytest-django puts those last whose tests really commit, so nothing they may leave is in the way of others.
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

# Folders whose tests share what costs much (a running stack) or add up to one report.
TOGETHER = ("tests/isolation/", "tests/journeys/")


class Sharing(LoadScopeScheduling):
    """Tests of one file follow each other, in one worker and in their order."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return next((folder for folder in TOGETHER if file.startswith(folder)), file)
