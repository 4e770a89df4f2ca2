"""What the terminal shows when the demo is up: addresses, logins, a first thing to do."""

import socket
from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec

from infra.embedded.places import port

Login = tuple[str, str, str, str]  # who, address, login, password
LOGINS = "infra.demo.people"  # its constant LOGINS; "{port}" in an address stands for the web port


def demo_logins() -> list[Login]:
    """What the seeding tells, or nothing when it does not exist."""
    if find_spec("infra.demo") is None or find_spec(LOGINS) is None:
        return []
    return list(import_module(LOGINS).LOGINS)


def banner(logins: Iterable[Login]) -> str:
    """The whole text, ready to print."""
    web = port("DESKHAND_WEB_PORT")
    lines = [
        "",
        "Deskhand is running. Ctrl-C stops it.",
        "",
        f"  Landing page and sign-up   http://localhost:{web}/",
        f"  Acme                       http://acme.localhost:{web}/",
        f"  Globex                     http://globex.localhost:{web}/",
        f"  Mail that was sent         http://localhost:{web}/_mailbox/",
        f"  API description            http://acme.localhost:{web}/api/docs/",
        f"  Mail to Acme comes in at   localhost, port {port('DESKHAND_SMTP_PORT')} (SMTP)",
        "",
        *people(logins, web),
        "Write a real mail to Acme from a second terminal:",
        "  make mail",
        "  .venv/bin/python -m infra.embedded send-mail --from 'Eve <eve@example.net>' \\",
        "      --to support@acme.localhost --subject 'Where is my parcel?' --body 'It is ten days late.'",
        "",
        *unresolved(web),
    ]
    return "\n".join(lines)


def people(logins: Iterable[Login], web: int) -> list[str]:
    rows = [(who, address.replace("{port}", str(web)), login, word) for who, address, login, word in logins]
    if not rows:
        return []
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    shown = [
        "  " + "   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows
    ]
    return ["Sign in as", *(line.rstrip() for line in shown), ""]


def unresolved(web: int) -> list[str]:
    """Browsers know that *.localhost is this machine; other programs may not."""
    try:
        socket.getaddrinfo("acme.localhost", web)
    except OSError:
        return [
            "Browsers find acme.localhost by themselves. Other programs on this machine do not; for those:",
            f"  curl --resolve acme.localhost:{web}:127.0.0.1 http://acme.localhost:{web}/",
            "",
        ]
    return []
