"""One line of the routing table."""

from typing import NamedTuple


class Route(NamedTuple):
    """name as given to url(), path with {placeholders}, methods, what it answers."""

    name: str
    path: str
    methods: str
    answers: str
