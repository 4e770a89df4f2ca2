"""The commands behind `make`: demo, servers, test-services, send-mail, reset. `--help` tells what each does."""

import argparse
import shutil
import sys
from collections.abc import Callable

from infra.embedded import letters
from infra.embedded.bell import Bell
from infra.embedded.places import Places, var
from infra.embedded.process import sole_owner
from infra.embedded.servers import Servers
from infra.embedded.trouble import Trouble
from infra.settings import env as _reads_env_file  # noqa: F401  DESKHAND_VAR and the URLs may stand in .env


def demo(_: argparse.Namespace) -> int:
    """Start everything and keep it running."""
    from infra.embedded.demo import Demo

    return Demo().run()


def servers(_: argparse.Namespace) -> int:
    """Only PostgreSQL and Valkey of the demo, for working by hand."""
    return serve(Servers(Places(var())))


def test_services(_: argparse.Namespace) -> int:
    """Throw-away servers: prints their addresses, forgets their data at the end."""
    from infra.embedded.for_tests import temporary

    return serve(Servers(Places(temporary()), durable=False))


def serve(pair: Servers) -> int:
    bell = Bell()
    with pair:
        print(f"DATABASE_URL={pair.places.database_url}\nREDIS_URL={pair.places.redis_url}", flush=True)
        while not bell.stops:
            bell.wait(60)
    return 0


def reset(_: argparse.Namespace) -> int:
    """Wipe the demo: data, mail, files, logs. Refused while it runs."""
    places = Places(var())
    if places.var.exists():
        sole_owner(places.var / "lock")
        for folder in {places.run, places.home, places.var}:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"{places.var} is empty; the next `make demo` starts from nothing.")
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "demo": demo,
    "servers": servers,
    "test-services": test_services,
    "send-mail": letters.send,
    "reset": reset,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.embedded")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, work in COMMANDS.items():
        command = commands.add_parser(name, help=(work.__doc__ or "").splitlines()[0])
        command.set_defaults(work=work)
        if work is letters.send:
            letters.options(command)
    choice = parser.parse_args()
    try:
        return choice.work(choice)
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
