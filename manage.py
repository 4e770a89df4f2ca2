#!/usr/bin/env python3
"""Django's command line for Deskhand."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.dev")
    from django.core.management import execute_from_command_line

    import infra.celery  # noqa: F401  so that commands wake tasks through our own broker

    execute_from_command_line(sys.argv)
