"""Tell the open screens of a tenant that something changed. Best effort: screens also poll.

Publishes straight to Redis in the channel layer's own form. Going through the layer from a
synchronous thread would open an event loop and a connection for every message.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import Any, cast

from channels.layers import get_channel_layer
from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

from core.realtime import groups
from tenants import context

log = logging.getLogger(__name__)
GROUP = "asgi__group__{}"  # how channels_redis.pubsub names a group's Redis channel


def tell_desk(**message: Any) -> None:
    """Send a message (plain values) to every desk screen of the current tenant.

    `ticket` is the id that events carry; a ticket's page knows its own as `data-id`.
    """
    _publish({"type": "desk.message", "message": message})


def tell_people(each: dict[int, dict[str, Any]], **message: Any) -> None:
    """Send a message to the screens of these people alone. each: what it says to whom besides, by user id."""
    only = {str(user): more for user, more in each.items()}  # keys of a packet are texts
    _publish({"type": "desk.message", "message": message, "only": only})


def _publish(packet: dict[str, Any]) -> None:
    channel = GROUP.format(groups.desk(context.require_tenant()))
    try:
        _redis().publish(channel, cast(Any, get_channel_layer()).serialize(packet))
    except RedisError:
        log.warning("screens not told: redis is away")


@cache
def _redis() -> Redis:
    return Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)
