"""Tests: real PostgreSQL and Redis, cheap password hashing, files in a folder of their own."""

from infra.embedded import scratch
from infra.settings.dev import *

SECRET_KEY = "for-tests-only"  # noqa: S105
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = scratch.place("files")
SENT_LOG = scratch.place("sent")
AI_BASE_URL = ""
AI_API_KEY = ""
AI_DEBOUNCE = 0.0  # a test that wants to wait sets it
CLAMAV = ""
STRIPE_SECRET_KEY = ""
STRIPE_WEBHOOK_SECRET = ""
for _database in DATABASES.values():
    _database["OPTIONS"].pop("pool")  # one connection per test thread, closed with it
RELAY_HOST, RELAY_PORT = "127.0.0.1", 9  # nobody listens: a running demo must get no letters of tests
OUTBOUND_ALLOW = ["127.0.0.0/8"]
MAIL_HOUR_LIMIT = 0  # a test that wants one sets it
SPARE_SCHEMAS = 0  # a spare is made when a test needs one
