"""Bytes in a bucket of an S3-compatible store, through django-storages.

Short time-outs and one more try: a request that keeps an upload waits seconds for a store that is away, not
minutes. What goes wrong is one of two things above: FileNotFoundError, or StorageAway.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import IO, Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from tenants import context
from tenants.storage import Kept, StorageAway

log = logging.getLogger(__name__)
CONNECT, READ = 3, 15  # seconds
AT_ONCE = 1000  # objects of one DeleteObjects request, by the protocol
IN_MEMORY = 12 * 2**20  # bytes of an open file; larger ones lie in a temporary file
WHOLE = 64 * 2**20  # bytes up to which an object goes in one request


class BucketStorage(S3Storage):
    kind = "s3"

    def __init__(self, *, addressing_style: str = "auto", **given: Any) -> None:
        line = Config(
            s3={"addressing_style": addressing_style},
            signature_version="s3v4",
            connect_timeout=CONNECT,
            read_timeout=READ,
            retries={"total_max_attempts": 2, "mode": "standard"},
            request_checksum_calculation="when_required",  # other makers' stores know no newer sums
            response_checksum_validation="when_required",
        )
        one_request = TransferConfig(multipart_threshold=WHOLE, use_threads=False)
        super().__init__(
            client_config=line, transfer_config=one_request, file_overwrite=True, default_acl=None, **given
        )

    @property
    def location(self) -> str:
        """The organization's prefix; S3Storage lets no name lead out of it."""
        return context.current_schema()

    def everything(self, folder: str = "") -> Iterator[Kept]:
        prefix = f"{self.location}/"
        wanted = f"{prefix}{folder.strip('/')}/" if folder.strip("/") else prefix
        pages = self.connection.meta.client.get_paginator("list_objects_v2")
        with _reaching():
            for page in pages.paginate(Bucket=self.bucket_name, Prefix=wanted):
                for each in page.get("Contents", ()):
                    yield Kept(each["Key"].removeprefix(prefix), each["Size"], each["LastModified"])

    def forget(self, paths: Iterable[str]) -> None:
        keys = ({"Key": self._normalize_name(clean_name(path))} for path in paths)
        while some := list(islice(keys, AT_ONCE)):
            with _reaching():
                told = self.bucket.delete_objects(Delete={"Objects": some, "Quiet": True})
            if told.get("Errors"):
                log.warning("the store keeps what it should delete", extra={"said": told["Errors"][:3]})
                raise StorageAway

    def answers(self) -> bool:
        with _reaching():
            self.connection.meta.client.head_bucket(Bucket=self.bucket_name)
        return True

    def delete(self, name: str) -> None:
        with _reaching():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _reaching():
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        with _reaching():
            return int(super().size(name))

    def get_modified_time(self, name: str) -> Any:
        with _reaching():
            return super().get_modified_time(name)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with _reaching():
            folders, names = super().listdir(path)
        return list(folders), list(names)

    def _save(self, name: str, content: Any) -> str:
        with _reaching(writing=True):
            return str(super()._save(name, content))

    def _open(self, name: str, mode: str = "rb") -> IO[bytes]:
        """All of it before the first byte is used, so what breaks off is no half file. To be closed."""
        if "w" in mode:
            raise ValueError("objects are saved whole, not written piece by piece")
        held = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
        with _reaching():
            answer = self.bucket.Object(self._normalize_name(clean_name(name))).get()
            shutil.copyfileobj(answer["Body"], held)
        held.seek(0)
        return File(held, name)  # type: ignore[return-value]


@contextmanager
def _reaching(*, writing: bool = False) -> Iterator[None]:
    """Raises FileNotFoundError (reading what is not there), StorageAway (everything else)."""
    try:
        yield
    except ClientError as error:
        facts = error.response
        missing = facts.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404
        if missing and not writing and facts.get("Error", {}).get("Code") != "NoSuchBucket":
            raise FileNotFoundError from error
        log.warning("the store refuses us", extra={"said": str(error)[:300]})
        raise StorageAway from error
    except (BotoCoreError, Boto3Error, OSError) as fault:
        if isinstance(fault, FileNotFoundError):
            raise
        log.warning("the store is away", extra={"said": str(fault)[:300]})
        raise StorageAway from fault
