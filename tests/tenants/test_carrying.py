"""Taking everything along, bringing it in elsewhere, deleting it: exact, whole, and with proof."""

from __future__ import annotations

import hashlib
import io
import json
from contextlib import contextmanager
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from redis import Redis

from core.accounts.models import User
from core.search import services as search
from core.tickets import services as tickets
from core.tickets.models import OldWords, Ticket
from core.tickets.services.words import Words
from tenants import context, secrets, services
from tenants.alarms.models import Alarm
from tenants.carrying import archive, exports, purge, restore
from tenants.carrying.models import Certificate, Export
from tenants.http import hosts
from tenants.kernel import clock
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import Invalid, NotFound
from tenants.models import Domain, MailRoute, PlatformRecord, Tenant
from tenants.services.life import WrongState
from tenants.storage import store
from tests.isolation import canary
from tests.support.archive import archive as archived
from tests.support.clients import SiteClient

pytestmark = pytest.mark.django_db


BOTH = pytest.mark.parametrize("kept_in", ["folder", "s3"], indirect=True)


@pytest.fixture
def full(acme: Tenant, request: pytest.FixtureRequest):
    if "kept_in" in request.fixturenames:
        request.getfixturevalue("kept_in")
    with context.tenant(acme):
        found = canary.fill("acme")
        default_storage.save("brand/empty.bin", ContentFile(b""))
        default_storage.save("deep/er/still/Zürich ß.txt", ContentFile(b"\x00\xff" * 5000))
    return found


def written(tenant: Tenant, *, complete: bool = True) -> io.BytesIO:
    target = io.BytesIO()
    archive.write(tenant, target, complete=complete, told=lambda number, of: None)
    target.seek(0)
    return target


class Line:
    """The test's own connection: what the test wrote is not committed, and no other would see it.

    tests/tenants/test_carrying_killed.py goes the real way, with snapshots and connections of their own.
    """

    def execute(self, query, values=None):
        cursor = connection.connection.cursor()
        return cursor if "ISOLATION" in str(query) else cursor.execute(query, values)

    def cursor(self, name):
        connection.cursor().execute("SELECT 1")  # back to the search path after a look elsewhere
        return connection.connection.cursor(name)


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def here(schema="public"):
        with context.tenant(Tenant(schema_name=schema)):
            connection.cursor().execute("SELECT 1")  # sets the search path
            yield Line()

    monkeypatch.setattr(archive, "snapshot", here)
    monkeypatch.setattr(purge, "own_connection", here)


def rows_of(tenant: Tenant) -> dict[str, list[str]]:
    """Every table as sorted text, sessions and the ledger left out."""
    with context.tenant(tenant), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [tenant.schema_name])
        tables = sorted(name for (name,) in cursor.fetchall())
        found = {}
        for table in tables:
            if table not in ("django_migrations", "django_session"):
                cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')
                found[table] = [text for (text,) in cursor.fetchall()]
    return found


def files_of(tenant: Tenant) -> dict[str, str]:
    with context.tenant(tenant):
        return {
            path: hashlib.sha256(default_storage.open(path).read()).hexdigest()
            for path in (kept.path for kept in store().everything())
        }


@BOTH
def test_what_leaves_comes_in_again_row_by_row_and_byte_by_byte(
    kept_in: str, acme: Tenant, full, tmp_path, drain
) -> None:
    path = tmp_path / "acme.zip"
    path.write_bytes(written(acme).getvalue())

    brought = restore.restore(str(path), slug="acme-two")

    there = brought.tenant
    assert (there.schema_name, there.name, there.secret) == ("acme_two", acme.name, acme.secret)
    assert there.public_id != acme.public_id  # the original is here, too
    assert rows_of(there) == rows_of(acme)
    assert files_of(there) == files_of(acme)
    assert len(files_of(acme)) >= 4
    assert there.is_served
    assert "support@acme.localhost" in brought.taken_addresses
    for tenant in (acme, there):  # and both go on by themselves
        with context.tenant(tenant):
            last = Ticket.objects.order_by("-number").first()
            author = full.people.carla
            again, _ = tickets.open_ticket(
                author, "One more", Words("One more"), channel="mail", by=author.actor
            )
            assert again.number == last.number + 1


@pytest.mark.parametrize("complete", [True, False])
def test_old_tickets_come_along_in_their_years(acme: Tenant, full, tmp_path, complete: bool) -> None:
    with context.tenant(acme):
        carla = full.people.carla
        old, _ = tickets.open_ticket(carla, "Old", Words("Old words."), channel="mail", by=carla.actor)
        search.mend()
        archived(old)
        year = OldWords.objects.get().year
    path = tmp_path / "acme.zip"
    path.write_bytes(written(acme, complete=complete).getvalue())
    with ZipFile(path) as zipped:
        assert json.loads(zipped.read("manifest.json"))["tables"]["tickets_oldwords"]["rows"] == 1
        assert not [name for name in zipped.namelist() if f"_{year}" in name]

    there = restore.restore(str(path), slug="acme-two").tenant

    for table in ("tickets_oldwords", "search_oldentry", f"tickets_oldwords_{year}"):
        assert rows_of(there)[table] == rows_of(acme)[table]
        assert len(rows_of(there)[table]) == 1
    with context.tenant(there):
        back = tickets.bring_back(Ticket.objects.get(number=old.number), by=SYSTEM)
        assert back.messages.get().text == "Old words."


def test_an_archive_for_its_owner_has_no_keys(acme: Tenant, full) -> None:
    with context.tenant(acme):
        full.people.ana.set_password("correct horse battery")
        full.people.ana.save()
    with ZipFile(written(acme, complete=False)) as zipped:
        manifest = json.loads(zipped.read("manifest.json"))
        users = zipped.read("tables/accounts_user.jsonl").decode().splitlines()
        everything = b"".join(zipped.read(name) for name in zipped.namelist())
        names = zipped.namelist()
    assert {json.loads(line)["password"] for line in users} == {"!"}
    assert full.people.ana.password.encode() not in everything
    assert acme.secret.encode() not in everything
    assert "tables/accounts_device.jsonl" not in names
    assert manifest["left_out"]["otp_totp_totpdevice"].startswith("secrets of second factors")
    assert manifest["tables"]["accounts_user"]["rows"] == len(users)
    for table, facts in manifest["tables"].items():
        with ZipFile(written(acme, complete=False)) as zipped:
            raw = zipped.read(f"tables/{table}.jsonl")
        assert len(raw.splitlines()) == facts["rows"]
        if table != "accounts_user":
            assert hashlib.sha256(raw).hexdigest() == facts["sha256"]
        break


def test_an_owners_archive_can_be_brought_in_and_people_set_new_passwords(
    acme: Tenant, full, tmp_path
) -> None:
    path = tmp_path / "acme.zip"
    path.write_bytes(written(acme, complete=False).getvalue())
    tickets = set(Ticket.objects.values_list("number", flat=True))

    there = restore.restore(str(path), slug="acme-two").tenant

    with context.tenant(there):
        assert not User.objects.get(email=full.people.ana.email).has_usable_password()
        assert set(Ticket.objects.values_list("number", flat=True)) == tickets != set()


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda parts: parts.pop("manifest.json"), "it has no manifest"),
        (lambda parts: parts.update({"manifest.json": b"{}"}), "its format None is not known here"),
        (lambda parts: _manifest(parts, schema_version="x"), "another release"),
        (
            lambda parts: parts.update({"tables/tickets_ticket.jsonl": b""}),
            "the table tickets_ticket is damaged",
        ),
        (lambda parts: parts.update({_a_file(parts): b"other"}), "is damaged"),
        (lambda parts: _rename(parts, "../../etc/passwd"), "points outside"),
    ],
)
def test_a_bad_archive_leaves_nothing(acme: Tenant, full, tmp_path, spoil, why) -> None:
    with ZipFile(written(acme)) as zipped:
        parts = {name: zipped.read(name) for name in zipped.namelist()}
    spoil(parts)
    path = tmp_path / "bad.zip"
    with ZipFile(path, "w") as zipped:
        for name, content in parts.items():
            zipped.writestr(name, content)

    with pytest.raises(CommandError, match=why):
        call_command("tenant_import", str(path), slug="acme-two")

    assert not Tenant.objects.filter(slug="acme-two").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'acme_two'")
        assert cursor.fetchone() == (0,)


def _manifest(parts, **values) -> None:
    parts["manifest.json"] = json.dumps(json.loads(parts["manifest.json"]) | values).encode()


def _a_file(parts) -> str:
    return next(name for name in parts if name.startswith("files/attachments") or name.startswith("files/"))


def _rename(parts, name) -> None:
    manifest = json.loads(parts["manifest.json"])
    manifest["files"][name] = {"size": 1, "sha256": "x"}
    parts["manifest.json"] = json.dumps(manifest).encode()


def test_asked_for_made_fetched_and_gone_after_a_week(acme: Tenant, full, drain) -> None:
    people = full.people
    full.export.delete()
    owner, agent = SiteClient(acme).sign_in(people.olivia), SiteClient(acme).sign_in(people.ana)
    assert agent.post("/settings/data/").status_code == 403
    assert "No archive has been made yet" in owner.get("/settings/data/").content.decode()

    owner.post("/settings/data/")
    owner.post("/settings/data/")
    assert Export.objects.count() == 1
    assert "hx-trigger" in owner.get("/settings/data/list/").content.decode()
    drain()

    row = Export.objects.get()
    assert (row.state, row.progress, row.asked_by) == ("ready", 100, people.olivia.actor.ref)
    page = owner.get("/settings/data/").content.decode()
    assert f"Asked for by {User.objects.get(pk=people.olivia.pk).name}" in page
    with context.tenant(acme):
        url = f"/settings/data/{exports.link(row)}/"
    assert url in page
    answer = owner.get(url)
    content = b"".join(answer.streaming_content)
    assert hashlib.sha256(content).hexdigest() == row.sha256
    assert answer["Content-Disposition"].startswith('attachment; filename="acme-')
    assert agent.get(url).status_code == 403

    with clock.at(clock.now() + timedelta(days=8)):
        exports.expire()
    row.refresh_from_db()
    assert (row.state, row.path) == ("expired", "")
    with context.shared():
        assert default_storage.listdir("exports")[1] == []
    assert owner.get(url).status_code == 404


def test_a_link_of_one_organization_opens_nothing_at_another(acme: Tenant, globex: Tenant) -> None:
    row = Export.objects.create(
        tenant=acme, asked_by="user:1", state="ready", expires_at=clock.now() + timedelta(days=1)
    )
    with context.tenant(acme):
        signed = exports.link(row)
        assert exports.fetch(acme, signed) == row
    with context.tenant(globex):
        with pytest.raises(secrets.BadLink):
            exports.fetch(globex, signed)
        with pytest.raises(NotFound):
            exports.fetch(globex, exports.link(row))


@BOTH
def test_purged_to_the_last_row_file_and_key_with_a_certificate(
    kept_in: str, acme: Tenant, globex: Tenant, full, drain
) -> None:
    with context.tenant(acme):
        cache.set("kept", "acme's")
        before = sum(len(rows) for rows in rows_of(acme).values())
        files = len(files_of(acme))
    with context.tenant(globex):
        cache.set("kept", "globex's")
        theirs = rows_of(globex)
    host = SiteClient(acme)
    with pytest.raises(WrongState):
        purge.ask(acme, typed="acme", reason="They left.", by=SYSTEM)
    services.leave(acme, by=SYSTEM, reason="They left.")
    with pytest.raises(Invalid):
        purge.ask(acme, typed="acm", reason="They left.", by=SYSTEM)
    assert not Certificate.objects.exists()

    paper = purge.ask(acme, typed="acme", reason="They left.", by=SYSTEM)
    assert purge.ask(acme, typed="acme", reason="Again.", by=SYSTEM) == paper
    connection.set_schema_to_public()
    purge.work(paper.pk)
    assert not Certificate.objects.get().steps_done  # not before every process has felt it
    with clock.at(clock.now() + purge.SETTLED + timedelta(seconds=1)):
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
        purge.work(paper.pk)

    paper.refresh_from_db()
    assert paper.steps_done == list(Certificate.STEPS)
    assert paper.sha256 == hashlib.sha256(purge.stated(paper).encode()).hexdigest()
    assert (paper.files, paper.rows >= before - 5) == (files, True)
    row = Tenant.objects.get(pk=acme.pk)
    assert (row.name, row.state, row.schema_name) == ("Purged", "purged", f"_purged_{acme.pk}")
    assert not MailRoute.objects.filter(tenant=row).exists()
    assert not Alarm.objects.filter(schema_name="acme").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'acme'")
        assert cursor.fetchone() == (0,)
    keys = Redis.from_url(settings.REDIS_URL).keys("*")
    assert not [key for key in keys if key.startswith(b"acme:")]
    with context.tenant(globex):
        assert cache.get("kept") == "globex's"
        assert rows_of(globex) == theirs
    hosts.forget()
    assert host.get("/").status_code == 410
    assert host.get("/api/v1/tickets/").json()["code"] == "tenant.gone"
    assert PlatformRecord.objects.filter(tenant=row, action="tenant.purged").count() == 1
    assert Domain.objects.filter(tenant=row).count() == 1
