"""Amazon asks whether its events are wanted, and a worker says yes (SNS ConfirmSubscription)."""

from __future__ import annotations

import re

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from core.mail.sending.providers import REGION
from tenants.kernel.errors import Unavailable

TOPIC = re.compile(r"arn:aws[a-z-]*:sns:([a-z0-9-]{5,30}):\d{12}:[A-Za-z0-9_.-]{1,256}")


class NotConfirmed(Unavailable):
    """data: why."""

    code = "sending.events_not_confirmed"
    sentence = "Amazon's question whether its events are wanted could not be answered: {why}"


def confirm(topic: str, token: str) -> None:
    """Network, not in a transaction. The region in the topic's name decides the host. Raises NotConfirmed."""
    found = TOPIC.fullmatch(topic)
    if found is None or not REGION.fullmatch(found.group(1)):
        raise NotConfirmed(why="it names no topic")
    client = boto3.client(
        "sns",
        region_name=found.group(1),
        endpoint_url=f"{settings.MAIL_PROVIDERS_AT}/sns" if settings.MAIL_PROVIDERS_AT else None,
        config=Config(
            signature_version=UNSIGNED,
            connect_timeout=settings.RELAY_TIMEOUT,
            read_timeout=settings.RELAY_TIMEOUT,
        ),
    )
    try:
        client.confirm_subscription(TopicArn=topic, Token=token)
    except (ClientError, BotoCoreError) as fault:
        raise NotConfirmed(why=type(fault).__name__) from fault
    finally:
        client.close()
