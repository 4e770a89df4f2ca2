"""The ports of one demo: the usual ones, and the next free one where another program holds it.

Chosen once, before anything starts: the parts inherit them in their environment, and a second terminal
(`make mail`) finds them in a note. A port somebody has named is taken at their word.
"""

import os
import socket

from infra.embedded.places import PORTS, Places
from infra.embedded.trouble import Trouble

MOST_TRIED = 100  # ports after the usual one


def choose(places: Places) -> list[str]:
    """Returns a line for each port that is not the usual one. Raises Trouble where a named one is taken."""
    named = {name: int(os.environ[name]) for name in PORTS if os.environ.get(name)}
    for name, number in named.items():
        if is_open(number):
            raise Trouble(f"{name} says {number}, which another program holds. Free it, or name another.")
    used, moved = {*named.values(), *PORTS.values()}, {}
    for name in (one for one in PORTS if one not in named):
        number = _next_free(name, used)
        os.environ[name] = str(number)
        if number != PORTS[name]:
            moved[name] = number
    places.ports.write_text("".join(f"{name}={number}\n" for name, number in moved.items()))
    return [f"Port {PORTS[name]} is taken; {name} is {number} this time." for name, number in moved.items()]


def is_open(number: int) -> bool:
    """Does somebody listen there?"""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", number)) == 0


def _next_free(name: str, used: set[int]) -> int:
    """The usual one, else the first after it that is nobody's. used: those of the other parts; grows."""
    usual = PORTS[name]
    if not is_open(usual):
        return usual
    for number in range(usual + 1, usual + 1 + MOST_TRIED):
        if number not in used and not is_open(number):
            used.add(number)
            return number
    raise Trouble(f"Port {usual} and the {MOST_TRIED} after it are taken. Choose one with {name}=…")
