"""Amazon SES: a notification of SNS with the mail inside, or with its place in the organization's bucket."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

from django.conf import settings

from core.mail.hooks import sns
from core.mail.hooks.proof import NotUnderstood
from core.mail.hooks.web import SECONDS, ProviderFault, TooMuch
from tenants.kernel.errors import Refused

BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
HEAD = ("from", "to", "subject", "date", "message-id")
Whole = tuple[bytes, str, list[str]]  # raw, envelope sender, recipients


class NotInside(Refused):
    """A notice tells of a mail and does not hold it. data: why."""

    code = "mail_hook.not_inside"
    sentence = "Amazon only told that there is a mail: {why}."


def mails(given: dict[str, Any], values: dict[str, str]) -> list[Whole]:
    """What a proven call brings; nothing when it only asks or tells something. Network.

    values: of the hook. Raises NotUnderstood, NotInside, ProviderFault, TooMuch.
    """
    if given.get("Type") == "SubscriptionConfirmation":
        sns.confirm(values["topic"], str(given["Token"]))
        return []
    if (event := _event(given)) is None:
        return []
    action = event["receipt"]["action"]
    raw = _from_bucket(action, values) if action.get("type") == "S3" else _inside(event, action)
    return [(raw, *_envelope(event))]


def stub(given: dict[str, Any], values: dict[str, str]) -> list[Whole]:
    """What is known without the bucket: the head, each field once, and where the mail lies."""
    if (event := _event(given)) is None:
        return []
    head: dict[str, str] = {}
    for one in event["mail"].get("headers", ()):
        if (name := str(one.get("name", "")).lower()) in HEAD:
            head.setdefault(name, " ".join(str(one.get("value", "")).split()))
    lines = [*(f"{name}: {value}" for name, value in head.items()), ""]
    lines.append(place(event) or "The notice names no place where the mail lies.")
    return [("\r\n".join([*lines, ""]).encode("utf-8", "replace"), *_envelope(event))]


def place(event: dict[str, Any]) -> str:
    """ "s3://bucket/key" where it lies in a bucket, else ""."""
    action = event["receipt"]["action"]
    return f"s3://{action.get('bucketName')}/{action.get('objectKey')}" if action.get("type") == "S3" else ""


def _event(given: dict[str, Any]) -> dict[str, Any] | None:
    """None for the words with which SES tries a topic out."""
    try:
        event = json.loads(given["Message"])
    except ValueError:
        return None
    if event.get("notificationType") != "Received":
        raise NotUnderstood(why="it tells of mail that was sent, not of mail that came")
    return dict(event)


def _envelope(event: dict[str, Any]) -> tuple[str, list[str]]:
    sender = str(event["mail"].get("source") or "")
    return "" if sender == "<>" else sender, [str(one) for one in event["receipt"].get("recipients", ())]


def _inside(event: dict[str, Any], action: dict[str, Any]) -> bytes:
    if action.get("type") != "SNS":
        raise NotInside(why="the receipt rule needs the action SNS with the content, or S3")
    if not event.get("content"):
        raise NotInside(why="the action SNS of the receipt rule has to include the content")
    text = str(event["content"])
    if action.get("encoding") == "BASE64":
        return base64.b64decode(text)
    return text.encode("utf-8", "surrogateescape")


def _from_bucket(action: dict[str, Any], values: dict[str, str]) -> bytes:
    import boto3  # a quarter of a second and 20 MB that only few installations need
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    bucket, found = str(action["bucketName"]), sns.TOPIC.fullmatch(values["topic"])
    if not BUCKET.fullmatch(bucket) or not found:
        raise NotUnderstood(why="the name of the bucket is none")
    if not values.get("access_key"):
        where = f"s3://{bucket}/{action['objectKey']}"
        raise NotInside(why=f"it lies at {where}, and this webhook has no keys to read the bucket"[:220])
    patience = Config(connect_timeout=SECONDS, read_timeout=SECONDS, retries={"total_max_attempts": 2})
    store = boto3.client(
        "s3", region_name=found[1], aws_access_key_id=values["access_key"],
        aws_secret_access_key=values["secret_key"], config=patience,
    )  # fmt: skip
    try:
        answer = store.get_object(Bucket=bucket, Key=str(action["objectKey"]))
        if answer["ContentLength"] > settings.MAIL_LIMIT:
            raise TooMuch(host="Amazon S3")
        return bytes(answer["Body"].read())
    except (ClientError, BotoCoreError, OSError) as fault:
        raise ProviderFault(host="Amazon S3", said=str(fault)[:160]) from fault
    finally:
        store.close()
