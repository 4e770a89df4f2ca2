"""Which account runs the servers, and folders it can use.

An ordinary user runs them as itself. PostgreSQL refuses root, so root lends the work to the
owner of the existing data, or to `nobody`. Permissions of folders above ours are never changed.
"""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from infra.embedded.places import Places, fingerprint
from infra.embedded.trouble import Trouble

ELSEWHERE = Path("/var/lib")  # for root in a folder that `nobody` cannot enter


@dataclass(frozen=True)
class Account:
    """A user of the operating system."""

    uid: int
    gid: int
    name: str


def account_for(data: Path) -> Account | None:
    """Who runs the servers of this data folder; None means the present user.

    Raises Trouble when the data belong to somebody else and we are not root.
    """
    owner = data.stat().st_uid if data.exists() else None
    if os.geteuid() == 0:
        entry = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
        return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)
    if owner not in (None, os.geteuid()):
        raise Trouble(f"{data} belongs to another user (it was first started by root?). Start as that user.")
    return None


def can_enter(folder: Path, account: Account) -> bool:
    """Whether the account may walk down to the folder (the folder itself included, if it exists)."""
    on_the_way = [step for step in (folder, *folder.parents) if step.exists()]
    return all(passable(step.stat(), account) for step in on_the_way)


def passable(facts: os.stat_result, account: Account) -> bool:
    if facts.st_uid == account.uid:
        return bool(facts.st_mode & stat.S_IXUSR)
    if facts.st_gid == account.gid:
        return bool(facts.st_mode & stat.S_IXGRP)
    return bool(facts.st_mode & stat.S_IXOTH)


def settle(places: Places, account: Account | None) -> str | None:
    """Choose and write down folders the account can use. Returns a sentence when it is an unusual one."""
    places.var.mkdir(parents=True, exist_ok=True)
    places.log.mkdir(exist_ok=True)
    said = None
    if account and places.home == places.var and not can_enter(places.var, account):
        elsewhere = ELSEWHERE / f"deskhand-{fingerprint(places.var)}"
        elsewhere.mkdir(mode=0o755, exist_ok=True)
        (places.var / "home.path").write_text(f"{elsewhere}\n")
        said = (
            f"{account.name} runs the servers and cannot enter {places.var}; their data live in {elsewhere}."
        )
    own_folder(places.run, account)
    if places.run.parent != places.home:
        (places.var / "run.path").write_text(f"{places.run}\n")
    return said


def own_folder(folder: Path, account: Account | None) -> Path:
    """The folder, closed to everybody but the account. Raises Trouble when a stranger made it first."""
    made_here = not folder.exists()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    uid = account.uid if account else os.geteuid()
    if account and made_here:
        os.chown(folder, account.uid, account.gid)
    if folder.is_symlink() or folder.stat().st_uid != uid:
        raise Trouble(f"{folder} belongs to another user; remove it or choose another DESKHAND_VAR.")
    folder.chmod(0o700)
    return folder
