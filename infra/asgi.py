"""Sockets: their own ASGI process beside the WSGI threads of pages and API."""

import os
from typing import Any, cast

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "infra.settings.dev")
django_application = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402  (after Django is set up)
from django.urls import path, re_path  # noqa: E402

from core.realtime.consumers import desk_socket  # noqa: E402
from core.realtime.stream import desk_stream  # noqa: E402

# Channels' router takes ASGI applications where Django's types know views
socket, stream, pages = cast(Any, desk_socket), cast(Any, desk_stream), cast(Any, django_application)
application = ProtocolTypeRouter(
    {
        "http": URLRouter([path("ws/events/", stream), re_path("", pages)]),
        "websocket": URLRouter([path("ws/", socket)]),
    }
)
