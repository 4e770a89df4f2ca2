"""What stands in a page itself has addresses that lead somewhere, and never keeps an answer from being given."""

from __future__ import annotations

import re

from django.templatetags.static import static
from django.test import override_settings

from portal.ui import inline

COLLECTED = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"


def _addresses() -> list[str]:
    return re.findall(r"url\(([^)]+)\)", inline._first_styles())


def test_letters_are_fetched_where_they_lie():
    assert static("deskhand/fonts/inter-latin.woff2") in _addresses()


def test_where_files_were_not_collected_the_policy_can_still_be_written(settings, tmp_path):
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": COLLECTED}}
    with override_settings(STORAGES=storages, STATIC_ROOT=tmp_path, DEBUG=False):
        assert f"{settings.STATIC_URL}deskhand/fonts/inter-latin.woff2" in _addresses()
