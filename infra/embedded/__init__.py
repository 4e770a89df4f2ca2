"""One command, no installation: our own PostgreSQL and Valkey, and every part of Deskhand under one roof.

`python -m infra.embedded demo` is what `make demo` runs; `running()` gives the two servers to a
script or a test for as long as a `with` block lasts. Settings only ever import `places`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.embedded.places import Places


@contextmanager
def running(var: Path | str, *, durable: bool = True) -> Iterator[Places]:
    """PostgreSQL and Valkey with their data under `var` while the block lasts; yields their places.

    durable: False drops fsync, for data nobody will miss.
    Raises Trouble when the folder is in use or a server does not come up.
    """
    # Settings import this package for `places` alone; drivers are loaded when somebody starts a server.
    from infra.embedded.servers import Servers

    places = Places(Path(var).resolve())
    with Servers(places, durable=durable):
        yield places
