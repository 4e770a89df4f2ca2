"""Test settings with the app of two releases; DESKHAND_RELEASE says which one runs."""

import os

from infra.settings.test import *

TENANT_APPS = [*TENANT_APPS, "tests.support.release"]
INSTALLED_APPS = [*INSTALLED_APPS, "tests.support.release"]
MIGRATION_MODULES = {"release": f"tests.support.release.{os.environ.get('DESKHAND_RELEASE', 'one')}"}
MEDIA_ROOT = os.environ.get("DESKHAND_RELEASE_FILES", MEDIA_ROOT)
