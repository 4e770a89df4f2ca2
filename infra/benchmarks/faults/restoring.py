"""F22: the database is destroyed, and brought back from a base backup and the archive of its log.

As docs/scale.md says it is done: archive_timeout, pg_basebackup, recovery, `mail_reconcile`. Worker, web and
listener are left running all the while, for nobody stops them when a disk dies.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from io import StringIO
from pathlib import Path

from infra.benchmarks.faults.floods import Broken
from infra.benchmarks.faults.outside import Senders
from infra.benchmarks.faults.stage import ORGANIZATIONS, Stage
from infra.benchmarks.faults.verdict import IN_SUBJECT
from infra.embedded import for_tests
from infra.embedded.accounts import account_for, own_folder
from infra.embedded.postgres import Postgres
from infra.embedded.process import identity
from infra.embedded.programs import postgres_programs

MOST_LOST, MOST_AWAY = 300.0, 1800.0  # seconds
ARCHIVE_EVERY = "60"  # seconds; the most that is lost
BACKUP_AT, END_AT = 0.25, 0.75  # share of the mails


def restored(stage: Stage, senders: Senders, dose: object) -> str:
    """Base backup while mail comes in, more mail and answers, the end, the way back."""
    postgres, folder = stage.postgres, for_tests.temporary()
    assert isinstance(postgres, Postgres)
    account = account_for(postgres.places.postgres)
    archive = own_folder(folder / "archive", account)
    usual = dict(postgres.settings)
    _restart(postgres, usual | _archiving(archive))
    _await(senders, BACKUP_AT)
    _base_backup(postgres, own_folder(folder / "base", account))

    _await(senders, END_AT)
    stage.shoot(postgres)
    ended = time.time()
    shutil.rmtree(postgres.places.postgres)

    subprocess.run(["cp", "-a", folder / "base", postgres.places.postgres], check=True)
    (postgres.places.postgres / "recovery.signal").touch()
    recovery = {"restore_command": f"cp {archive}/%f %p", "hot_standby": "off"}
    postgres.settings = usual | _archiving(archive) | recovery
    postgres.start()
    _reconnect()
    lost = _lost(senders, ended)
    said = _reconciled()
    away = time.time() - ended
    if away > MOST_AWAY or lost["seconds"] > MOST_LOST:
        raise Broken(f"back after {away:.0f} s, {lost['seconds']:.0f} s lost")
    return f"back in {away:.0f} s; {lost['mails']:.0f} mails of the last {lost['seconds']:.0f} s went with it; {said}"


def _archiving(archive: Path) -> dict[str, str]:
    return {
        "archive_mode": "on",
        "archive_timeout": ARCHIVE_EVERY,
        "archive_command": f"test ! -f {archive}/%f && cp %p {archive}/%f",
    }


def _restart(postgres: Postgres, settings: dict[str, str]) -> None:
    postgres.stop()
    postgres.settings = settings
    postgres.start()
    hba = postgres.places.postgres / "pg_hba.conf"
    hba.write_text(hba.read_text() + "local replication all peer map=deskhand\n")
    with postgres.connect("postgres") as line:
        line.execute("SELECT pg_reload_conf()")


def _base_backup(postgres: Postgres, target: Path) -> None:
    program = postgres_programs(postgres.places, postgres.account) / "pg_basebackup"
    where = ["-h", str(postgres.places.run), "-U", "deskhand", "-D", str(target)]
    subprocess.run(
        [program, *where, "-X", "stream", "--checkpoint=fast"], check=True, **identity(postgres.account)
    )


def _await(senders: Senders, share: float) -> None:
    while senders.is_running and senders.share < share:
        time.sleep(0.2)


def _reconnect() -> None:
    """The pool's connections led to the database that is gone; each is found dead once."""
    from django.db import DatabaseError, connection

    for _turn in range(20):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            connection.close()
        else:
            return
    raise Broken("the restored database does not answer")


def _lost(senders: Senders, ended: float) -> dict[str, float]:
    """Mails accepted shortly before the end that did not come back. They count as lost no more."""
    from core.mail.models import InboundMail
    from tenants import context

    kept: set[str] = set()
    for organization in ORGANIZATIONS:
        with context.tenant(context.by_schema(organization)):
            for subject in InboundMail.objects.values_list("subject", flat=True):
                kept.update(IN_SUBJECT.findall(subject)[:1])
    gone = {name: at for name, at in list(senders.accepted.items()) if name not in kept and at < ended}
    forgiven = {name: at for name, at in gone.items() if ended - at <= MOST_LOST}
    for name in forgiven:
        senders.accepted.pop(name, None)
    return {"mails": len(gone), "seconds": max((ended - at for at in gone.values()), default=0.0)}


def _reconciled() -> str:
    """What an operator does next. Letters are held until it is done."""
    from django.core.management import call_command

    said = StringIO()
    call_command("mail_reconcile", stdout=said)
    return "; ".join(said.getvalue().splitlines())
