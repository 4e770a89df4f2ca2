"""The parser child: same result as here, hostile mails in time, and its death is survived."""

import os
import resource
import signal
import threading
from collections.abc import Iterator

import pytest

from core.mail.parsing import ParserDied, UnparsableMail, child, parse_in_child, read, wire
from core.mail.parsing.limits import MAIL_BYTES
from tests.core.mail.parsing import hostile
from tests.core.mail.parsing.build import file, html, multi, part, plain

SECONDS = 5.0  # by the clock of a busy machine; each of them takes under half a second alone
SAMPLE = multi(
    "mixed",
    part("Hello\r\n\r\n> old"),
    part("<p>Hé</p>", "text/html"),
    file(bytes(range(256)) * 99, "image/png; name=a.png"),
)


@pytest.fixture(autouse=True)
def _own_children() -> Iterator[None]:
    yield
    child.close()


def test_child_says_what_the_parser_says() -> None:
    assert parse_in_child(SAMPLE) == read(SAMPLE)


@pytest.mark.parametrize("build", hostile.ALL, ids=lambda build: build.__name__)
def test_hostile_mail_is_read_in_time(build: object) -> None:
    raw = build()  # type: ignore[operator]
    mail = parse_in_child(raw)  # the child is ended at its limits, which would raise here

    sender = mail.from_ and mail.from_.address
    assert sender == (
        None if build is hostile.quotes_open else "eve@evil.example"
    )  # 100,000 open quotes before it
    assert len(mail.attachments) <= 1_000
    assert len(mail.to) + len(mail.cc) <= 200


def test_caps_are_named() -> None:
    assert parse_in_child(hostile.nested_parts()).notes == ("depth.cut",)
    assert parse_in_child(hostile.many_attachments()).notes == ("parts.cut",)
    assert parse_in_child(hostile.nested_divs()).notes == ("html.flattened",)
    assert parse_in_child(hostile.empty_lines()).notes == ("text.cut",)


def test_one_child_serves_many_mails() -> None:
    pool = child.Pool()
    with pool.child() as first:
        first.ask(SAMPLE, plain=False)
    with pool.child() as second:
        assert second is first
        assert isinstance(second.ask(SAMPLE, plain=False), type(read(SAMPLE)))
    pool.close()
    assert first.process.poll() is not None


def test_worn_child_is_replaced() -> None:
    pool = child.Pool()
    with pool.child() as first:
        first.ask(plain("x" * (child.HEAVY_BYTES + 1)), plain=False)
    assert first.process.poll() is not None
    assert pool.idle == []


@pytest.mark.parametrize(
    ("signum", "reason"), [(signal.SIGKILL, "killed"), (signal.SIGXCPU, "cpu"), (signal.SIGSEGV, "crash")]
)
def test_death_is_told_and_survived(signum: signal.Signals, reason: str) -> None:
    pool = child.Pool()
    with pool.child() as busy:
        busy.process.send_signal(signum)
        busy.process.wait()
        with pytest.raises(ParserDied) as death:
            busy.ask(SAMPLE, plain=False)

    assert death.value.reason == reason
    with pool.child() as fresh:
        assert fresh.ask(SAMPLE, plain=False) == read(SAMPLE)
    pool.close()


def test_deadline_kills() -> None:
    stuck = child.Child()
    stuck.process.send_signal(signal.SIGSTOP)

    with pytest.raises(ParserDied) as death:
        stuck.ask(SAMPLE, plain=False, seconds=0.2)

    assert death.value.reason == "deadline"
    assert stuck.process.poll() == -signal.SIGKILL


def test_idle_child_that_left_is_replaced_silently() -> None:
    parse_in_child(SAMPLE)
    (idle,) = child._pool.idle
    idle.process.kill()
    idle.process.wait()

    assert parse_in_child(SAMPLE) == read(SAMPLE)
    assert [later.process.pid for later in child._pool.idle] != [idle.process.pid]


def test_limits_are_set() -> None:
    busy = child.Child()
    busy.ask(SAMPLE, plain=False)

    assert resource.prlimit(busy.process.pid, resource.RLIMIT_AS)[0] == 512 * 1024 * 1024
    assert resource.prlimit(busy.process.pid, resource.RLIMIT_CPU)[0] in (11, 12)
    assert resource.prlimit(busy.process.pid, resource.RLIMIT_FSIZE)[0] == 0
    with open(f"/proc/{busy.process.pid}/environ", "rb") as environment:
        assert environment.read() == b"LANG=C.UTF-8\0"
    busy.kill()


def test_threads_share_two_children() -> None:
    results: list[bool] = []

    def work() -> None:
        results.extend(parse_in_child(SAMPLE).attachments[0].size == 256 * 99 for _ in range(10))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == [True] * 60
    assert 1 <= len(child._pool.idle) <= child.CHILDREN


def test_a_fork_starts_its_own_children() -> None:
    parse_in_child(SAMPLE)
    ours = [idle.process.pid for idle in child._pool.idle]
    pid = os.fork()
    if pid == 0:
        fine = child._pool.idle == [] and parse_in_child(SAMPLE).text.startswith("Hello")
        child.close()
        os._exit(0 if fine else 1)

    assert os.waitpid(pid, 0)[1] == 0
    assert [idle.process.pid for idle in child._pool.idle] == ours
    assert parse_in_child(SAMPLE).text.startswith("Hello")


@pytest.mark.parametrize(
    ("raw", "code"),
    [(b"", "mail.empty"), (b"\r\n" * 9, "mail.empty"), (b"x" * (MAIL_BYTES + 1), "mail.too_large")],
)
def test_refusal_comes_through(raw: bytes, code: str) -> None:
    with pytest.raises(UnparsableMail) as refusal:
        parse_in_child(raw)

    assert refusal.value.code == code


def test_plain_mode_shows_html_as_text() -> None:
    found = read(html("<p>Hi <b>you</b></p><script>x</script>"), plain=True)

    assert found.html_safe == '<div style="white-space:pre-wrap">Hi you</div>'
    assert found.notes == ("html.flattened",)


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"[]",
        b"{}",
        b"null",
        b'{"message_id": 1}',
        b"\xff",
        b"[" * 100_000,
        b'{"refused": 3}',
        b'"refused"',
    ],
)
def test_garbled_answers_are_refused(frame: bytes) -> None:
    with pytest.raises(wire.Garbled):
        wire.load(frame, memoryview(b""))


def test_a_child_cannot_claim_more_than_it_sent() -> None:
    _, data, *_contents = wire.dump(read(SAMPLE))

    with pytest.raises(wire.Garbled):
        wire.load(data, memoryview(b"short"))
