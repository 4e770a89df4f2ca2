"""An S3 server over HTTP (moto's), with one bucket, and Django's settings that lead to it.

with FakeS3() as s3:
    settings.STORAGES = s3.storages()
    ...
    assert s3.keys() == ["acme/attachments/…"]
"""

from __future__ import annotations

from typing import Any, Self

import boto3
from django.conf import settings
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

BUCKET = "deskhand-files"
KEYS = {"region_name": "eu-central-1", "aws_access_key_id": "key", "aws_secret_access_key": "secret"}
NOBODY = "http://127.0.0.1:9"


class FakeS3:
    def __init__(self) -> None:
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)

    def __enter__(self) -> Self:
        self._server.start()
        host, port = self._server.get_host_and_port()
        self.url = f"http://{host}:{port}"
        self.client = boto3.client("s3", endpoint_url=self.url, **KEYS)
        try:
            self.client.create_bucket(
                Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
            )
        except self.client.exceptions.BucketAlreadyOwnedByYou:  # all servers of a process share their buckets
            self.empty()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.stop()

    def storages(self, **other: Any) -> dict[str, dict[str, Any]]:
        """STORAGES as infra/settings/storage.py makes them from the environment."""
        options = {
            "bucket_name": BUCKET,
            "endpoint_url": self.url,
            "region_name": "eu-central-1",
            "access_key": "key",
            "secret_key": "secret",
            "addressing_style": "path",
            "object_parameters": {},
        }
        default = {"BACKEND": "tenants.storage.bucket.BucketStorage", "OPTIONS": options | other}
        return settings.STORAGES | {"default": default}

    def keys(self, prefix: str = "") -> list[str]:
        """What lies in the bucket, asked past Deskhand."""
        found = self.client.list_objects_v2(Bucket=BUCKET, Prefix=prefix)
        return [each["Key"] for each in found.get("Contents", ())]

    def empty(self) -> None:
        for key in self.keys():
            self.client.delete_object(Bucket=BUCKET, Key=key)
