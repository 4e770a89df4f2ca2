"""Where things are kept: PostgreSQL, Redis, files. Without addresses: the embedded servers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ

from infra.embedded import places
from infra.settings.env import ROOT, env

VAR = Path(env.str("DESKHAND_VAR", str(ROOT / "var")))
DATABASE_URL = env.str("DATABASE_URL", "") or places.database_url()
# past a pooler, for what needs a session: migrations and their locks; empty: the same address
DATABASE_DIRECT_URL = env.str("DATABASE_DIRECT_URL", "")
POOLED = env.bool("DESKHAND_POOLED", False)  # DATABASE_URL leads to a pooler in transaction mode
REDIS_URL = env.str("REDIS_URL", "") or places.redis_url()


def _database(url: str) -> dict[str, Any]:
    address = environ.Env.db_url_config(url)
    # few and short-lived: a backend's catalogue cache grows with every tenant it touches
    pool = {"min_size": 1, "max_size": env.int("DESKHAND_DB_POOL", 10), "max_lifetime": 600, "timeout": 10}
    return {
        **address,
        "ENGINE": "tenants.database",
        "CONN_MAX_AGE": 0,
        "DISABLE_SERVER_SIDE_CURSORS": POOLED,
        "OPTIONS": {**address.get("OPTIONS", {}), "pool": pool},
    }


# further databases that can hold organizations: "eu=postgresql://…,us=postgresql://…"
SHARDS = dict(part.split("=", 1) for part in env.str("DESKHAND_SHARDS", "").split(",") if part)
DATABASES = {"default": _database(DATABASE_URL), **{name: _database(url) for name, url in SHARDS.items()}}
if REPLICA_URL := env.str("DESKHAND_REPLICA", ""):  # a streaming replica of the first, for reports
    DATABASES["replica"] = _database(REPLICA_URL)
    DATABASES["replica"]["OPTIONS"]["pool"]["timeout"] = 2  # seconds; then the report is read at home

CACHES = {
    "default": {
        "BACKEND": "tenants.cache.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_FUNCTION": "django_tenants.cache.make_key",  # the tenant is part of every key
        "OPTIONS": {"socket_timeout": 1.0, "socket_connect_timeout": 1.0},
    }
}


def _encryption(kind: str, key: str) -> dict[str, str]:
    """kind: "", AES256 or aws:kms."""
    if not kind:
        return {}
    return {"ServerSideEncryption": kind, **({"SSEKMSKeyId": key} if key else {})}


MEDIA_ROOT = Path(env.str("DESKHAND_FILES", str(VAR / "files")))  # several machines: one shared folder
SENT_LOG = Path(
    env.str("DESKHAND_SENT_LOG", str(VAR / "sent"))
)  # what left; on another disk than PostgreSQL's
STATIC_ROOT: Path | None = VAR / "static"
FILES_S3 = {  # with a bucket all machines keep files there; without, in MEDIA_ROOT
    "bucket_name": env.str("DESKHAND_FILES_S3_BUCKET", ""),
    "endpoint_url": env.str("DESKHAND_FILES_S3_ENDPOINT", "") or None,  # None: Amazon's of the region
    "region_name": env.str("DESKHAND_FILES_S3_REGION", "") or None,
    "access_key": env.str("DESKHAND_FILES_S3_KEY", "") or None,  # None: the machine's own role
    "secret_key": env.str("DESKHAND_FILES_S3_SECRET", "") or None,
    "addressing_style": env.str("DESKHAND_FILES_S3_STYLE", "auto"),
    "object_parameters": _encryption(
        env.str("DESKHAND_FILES_S3_ENCRYPTION", ""), env.str("DESKHAND_FILES_S3_KMS_KEY", "")
    ),
}
STORAGES: dict[str, dict[str, Any]] = {
    "default": (
        {"BACKEND": "tenants.storage.bucket.BucketStorage", "OPTIONS": FILES_S3}
        if FILES_S3["bucket_name"]
        else {"BACKEND": "tenants.storage.folder.FolderStorage"}
    ),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILES_HOST = env.str("DESKHAND_FILES_HOST", "").lower()  # a host that serves files and nothing else
CLAMAV = env.str("DESKHAND_CLAMAV", "")  # "host:port" or a socket's path; empty: files are not scanned
FILE_LIMIT = 10 * 1024 * 1024  # one attachment
MAIL_LIMIT = 25 * 1024 * 1024  # one mail, all parts
MAIL_IMPORT_LIMIT = env.int("DESKHAND_MAIL_IMPORT_LIMIT", 1024) * 2**20  # one upload of old mail
MAIL_IMPORT_UNPACKED = 8 * MAIL_IMPORT_LIMIT  # what its archives may unpack to
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
