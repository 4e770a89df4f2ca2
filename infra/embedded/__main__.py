"""The commands behind `make`; `python -m infra.embedded --help` lists them."""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Callable

from infra.embedded import for_tests, letters
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


def throw_away(_: argparse.Namespace) -> int:
    """Throw-away servers: prints their addresses, forgets their data at the end."""
    return serve(Servers(Places(for_tests.temporary()), durable=False))


def with_services(choice: argparse.Namespace) -> int:
    """Run a command with throw-away servers in its environment, and return its status."""
    for_tests.start()
    return subprocess.run(choice.words, check=False).returncode


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
        wipe(places)
    print(f"{places.var} holds no demo any more; the next `make demo` starts from nothing.")
    return 0


def wipe(places: Places) -> None:
    """Remove what we put there and nothing else: DESKHAND_VAR may have been pointed at a folder in use."""
    ours = [places.run, places.postgres, places.valkey, *(places.var / name for name in LEFT_BEHIND)]
    if places.home != places.var:
        ours.append(places.home)
    for path in [*ours, *places.var.glob("beat-schedule*")]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


LEFT_BEHIND = ("log", "mailbox", "files", "static", "postgres.new", "run.path", "home.path", "lock")
COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "demo": demo,
    "servers": servers,
    "test-services": throw_away,
    "with-services": with_services,
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
        if work is with_services:
            command.add_argument("words", nargs=argparse.REMAINDER, metavar="COMMAND …")
    choice = parser.parse_args()
    try:
        return int(choice.work(choice))
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
