"""How uvicorn serves open lines, in the demo and elsewhere (`python -m infra.realtime HOST PORT`).

Without compression a line costs half the memory and an event a tenth of the work; the sans-I/O protocol sends
without a task per message. Frames of ours are small, so a large one is nobody's of ours.
"""

from __future__ import annotations

import sys
from typing import Any

OPTIONS: dict[str, Any] = {
    "ws": "websockets-sansio",
    "ws_per_message_deflate": False,
    "ws_max_size": 64 * 1024,  # bytes; above 4 kB a frame is refused in words, above this the line is closed
    "ws_ping_interval": 25.0,  # seconds; proxies close what is silent for a minute
    "ws_ping_timeout": 20.0,
    "lifespan": "off",
    "access_log": False,
    "backlog": 2048,  # everybody comes back at once after a restart
}


def main(host: str, port: str) -> None:
    import uvicorn

    uvicorn.run("infra.asgi:application", host=host, port=int(port), timeout_graceful_shutdown=5, **OPTIONS)


if __name__ == "__main__":
    main(*sys.argv[1:3])
