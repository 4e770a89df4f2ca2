"""The embedded PostgreSQL 18: a socket in a private folder, no port, no password, data kept across starts.

Its programs are driven directly, because a child of our own can be waited for, told to die with
us and restarted after a kill -9, which pg_ctl could not (its lock file outlived it).
"""

import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from infra.embedded.accounts import Account, own_folder
from infra.embedded.places import POSTGRES_SOCKET, Places
from infra.embedded.process import Child, end_stray, identity, name_of, tail
from infra.embedded.programs import postgres_programs
from infra.embedded.trouble import Trouble

NAME = "deskhand"  # the database and its owner
READY_WITHIN = 60.0  # s; recovery after a crash under load took 17 s
STOP_WITHIN = 120.0  # s; the closing checkpoint of a thousand tenants took 17 s
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "work_mem": "8MB",
    "max_locks_per_transaction": "256",  # a migration or a DROP SCHEMA locks every table of a tenant
    "jit": "off",  # costs more than it saves on queries of milliseconds
    "max_parallel_workers_per_gather": "0",  # two cores are busy with requests already
    "io_method": "sync",  # the data fit in memory: helper processes would only cost switches
    "wal_compression": "on",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB"}


class Postgres:
    """One cluster in `<home>/postgres`, reached through `places.database_url`."""

    name = "PostgreSQL"

    def __init__(self, places: Places, account: Account | None, *, durable: bool = True):
        self.places, self.account, self.durable = places, account, durable
        self.settings = SETTINGS if durable else SETTINGS | FORGETFUL
        self.child: Child | None = None

    def start(self) -> None:
        """Make the cluster if there is none, clear what a crash left, start, and wait until it answers."""
        programs = postgres_programs(self.places, self.account)
        if not self.places.postgres.exists():
            self.create(programs)
        self.admit()
        self.clear_remains()

        options = [f"--{key}={value}" for key, value in self.settings.items()]
        argv = [
            str(programs / "postgres"),
            "-D",
            str(self.places.postgres),
            "-k",
            str(self.places.run),
            *options,
        ]
        self.child = Child(argv, self.log, signal.SIGINT, self.account, self.places.postgres)
        self.child.start()
        self.child.await_ready(self.answers, READY_WITHIN)
        self.ensure_database()

    @property
    def alive(self) -> bool:
        return self.child is not None and self.child.alive

    def stop(self) -> None:
        """A fast shutdown, complete with its checkpoint. Never kills: that would cost a recovery."""
        if self.child and not self.child.stop(STOP_WITHIN):
            raise Trouble(f"PostgreSQL did not stop within {STOP_WITHIN:.0f} s; see {self.log}.")

    @property
    def log(self) -> Path:
        return self.places.log / "postgres.log"

    def create(self, programs: Path) -> None:
        """initdb with a locale that is the same on every machine; only a finished cluster gets its name."""
        unfinished = self.places.postgres.with_name("postgres.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        own_folder(unfinished, self.account)
        argv = [str(programs / "initdb"), "-D", str(unfinished), "-U", NAME, "-A", "peer", "-E", "UTF8"]
        argv += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        argv += [] if self.durable else ["--no-sync"]
        made = subprocess.run(
            argv,
            cwd=unfinished,
            capture_output=True,
            text=True,
            check=False,
            umask=0o077,
            **identity(self.account),
        )
        if made.returncode:
            raise Trouble(f"initdb failed in {unfinished}:\n{made.stderr.strip()}")
        unfinished.rename(self.places.postgres)

    def admit(self) -> None:
        """Only the account of the servers, root and the present user come in, told apart by the kernel."""
        people = {pwd.getpwuid(os.geteuid()).pw_name, "root"} | (
            {self.account.name} if self.account else set()
        )
        files = {
            "pg_hba.conf": "local all all peer map=deskhand\n",
            "pg_ident.conf": "".join(f"deskhand {name} {NAME}\n" for name in sorted(people)),
        }
        for name, text in files.items():
            (self.places.postgres / name).write_text(text)

    def clear_remains(self) -> None:
        """Stop a server that outlived its supervisor; drop a lock file whose number now means something else.

        PostgreSQL itself handles a dead number, but takes a zombie or a recycled number for a rival.
        We hold the installation's lock, so there is none.
        """
        note = self.places.postgres / "postmaster.pid"
        try:
            pid = int(note.read_text().split()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return
        if (name_of(pid) or "").startswith("postgres") and self.answers():
            end_stray(pid, signal.SIGINT)
        else:
            note.unlink(missing_ok=True)

    def answers(self) -> bool:
        if not (self.places.run / POSTGRES_SOCKET).exists():
            return False
        try:
            self.connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def ensure_database(self) -> None:
        with self.connect("postgres") as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
            if not found:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))

    def connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.places.run), dbname=database, user=NAME, autocommit=True, connect_timeout=5
        )

    def why(self) -> str:
        return tail(self.log, 1)
