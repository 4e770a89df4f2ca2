"""What Deskhand sends in the demo lands in a file, is shown safely, and can be answered for real."""

import asyncio
import smtplib
import threading
import time
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import pytest
from django.test import Client

from infra.embedded.ports import is_open
from infra.embedded.roles import listening
from infra.embedded.sink import serve_sink, store

TO = "Carla Costa <carla@example.net>"
HTML = '<p>Your <a href="http://acme.localhost:8000/p/x">link</a> <img src="cid:logo"><script>alert(1)</script></p>'


@pytest.fixture
def mailbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DESKHAND_VAR", str(tmp_path))
    return tmp_path.resolve() / "mailbox"


@pytest.fixture
def sink(mailbox: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The sink on a free port; it also stands in for the inbound listener."""
    with listening("127.0.0.1", 0) as probe:
        port = probe.getsockname()[1]
    loop = asyncio.new_event_loop()
    task = loop.create_task(serve_sink(mailbox, "127.0.0.1", port))
    loop.call_soon(task.add_done_callback, lambda _: loop.stop())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    while not is_open(port):
        time.sleep(0.01)
    monkeypatch.setenv("DESKHAND_SMTP_PORT", str(port))
    yield port
    loop.call_soon_threadsafe(task.cancel)
    thread.join(5)
    loop.close()


@pytest.fixture
def visitor(settings: pytest.FixtureRequest) -> Client:
    settings.ROOT_URLCONF = "tests.infra.embedded.mailbox_site"
    settings.MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware", "infra.headers.HeadersMiddleware"]
    settings.MAILBOX_PAGE = True
    return Client(headers={"host": "localhost"})


def letter() -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Acme Support <support@acme.localhost>"
    mail["Reply-To"] = "support+t1.abc@acme.localhost"
    mail["To"] = TO
    mail["Subject"] = "[T-0001] Réponse"
    mail["Message-ID"] = "<out-1@acme.localhost>"
    mail["References"] = "<first@example.net>"
    mail.set_content("Hello Carla,\nhttp://acme.localhost:8000/p/x\n")
    mail.add_alternative(HTML, subtype="html")
    mail.get_payload()[1].add_related(b"\x89PNG", maintype="image", subtype="png", cid="<logo>")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="Größe.pdf")
    return mail


def stored(mailbox: Path, mail: EmailMessage | None = None, to: str = "carla@example.net") -> str:
    return store(mailbox, (mail or letter()).as_bytes(), "support@acme.localhost", [to]).stem


def test_the_sink_keeps_the_letter_with_its_envelope(mailbox: Path, sink: int) -> None:
    with smtplib.SMTP("127.0.0.1", sink, timeout=5) as line:
        line.send_message(letter(), to_addrs=["carla@example.net", "blind@example.net"])

    (file,) = mailbox.glob("*.eml")
    kept = BytesParser(policy=default).parsebytes(file.read_bytes())
    assert kept["X-Envelope-To"] == "carla@example.net, blind@example.net"
    assert kept["Subject"] == "[T-0001] Réponse"
    assert [part.get_content_type() for part in kept.iter_attachments()] == ["application/pdf"]
    assert list(mailbox.glob("*.partial")) == []


def test_the_list_shows_newest_first_and_finds_by_recipient(mailbox: Path, visitor: Client) -> None:
    stored(mailbox)
    other = EmailMessage()
    other["Subject"], other["To"] = "To <b>Dmitri</b>", "dmitri@example.net"
    stored(mailbox, other, "hidden@example.net")

    page = visitor.get("/_mailbox/").content.decode()
    assert page.index("To &lt;b&gt;Dmitri&lt;/b&gt;") < page.index("[T-0001] Réponse")
    found = visitor.get("/_mailbox/", {"to": "CARLA"}).content.decode()
    assert ("[T-0001]" in found, "Dmitri" in found) == (True, False)
    assert (
        "dmitri@example.net, hidden@example.net"
        in visitor.get("/_mailbox/", {"to": "hidden"}).content.decode()
    )


def test_a_letter_is_shown_with_links_and_its_html_is_caged(mailbox: Path, visitor: Client) -> None:
    key = stored(mailbox)

    page = visitor.get(f"/_mailbox/{key}/").content.decode()
    body = visitor.get(f"/_mailbox/{key}/body")

    assert '<a href="http://acme.localhost:8000/p/x" rel="noopener" target="_blank">' in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    assert "<script>alert" not in page
    assert "default-src 'none'" in body["Content-Security-Policy"]
    assert "sandbox allow-popups" in body["Content-Security-Policy"]
    assert "script-src" not in body["Content-Security-Policy"]
    assert 'src="data:image/png;base64,iVBORw=="' in body.content.decode()


def test_files_and_the_raw_letter_are_downloads(mailbox: Path, visitor: Client) -> None:
    key = stored(mailbox)
    index = next(i for i, part in enumerate(letter().walk()) if part.get_filename())

    file = visitor.get(f"/_mailbox/{key}/part/{index}")
    raw = visitor.get(f"/_mailbox/{key}/source")

    assert (file.content, file["Content-Type"]) == (b"%PDF-1.7", "application/octet-stream")
    assert file["Content-Disposition"] == "attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe.pdf"
    assert raw.content == (mailbox / f"{key}.eml").read_bytes()
    assert visitor.get(f"/_mailbox/{key}/part/99").status_code == 404


def test_an_answer_goes_to_the_listener_and_threads(mailbox: Path, sink: int, visitor: Client) -> None:
    key = stored(mailbox)

    answer = visitor.post(f"/_mailbox/{key}/answer", {"words": "It works, thank you!"})

    assert (answer.status_code, answer["Location"]) == (302, f"/_mailbox/{key}/?answered=1")
    (file,) = [file for file in mailbox.glob("*.eml") if file.stem != key]
    came = BytesParser(policy=default).parsebytes(file.read_bytes())
    assert (came["From"], came["To"]) == (TO, "support+t1.abc@acme.localhost")
    assert came["Subject"] == "Re: [T-0001] Réponse"
    assert came["In-Reply-To"] == "<out-1@acme.localhost>"
    assert came["References"] == "<first@example.net> <out-1@acme.localhost>"
    lines = came.get_content().splitlines()
    assert lines[:3] == ["It works, thank you!", "", "Acme Support <support@acme.localhost> wrote:"]
    assert lines[3] == "> Hello Carla,"


def test_an_answer_nobody_takes_is_told_and_the_words_stay(
    mailbox: Path, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESKHAND_SMTP_PORT", "9")
    key = stored(mailbox)

    refused = visitor.post(f"/_mailbox/{key}/answer", {"words": "Keep <these>"})
    empty = visitor.post(f"/_mailbox/{key}/answer", {"words": "  "})

    assert (refused.status_code, empty.status_code) == (502, 400)
    assert "Keep &lt;these&gt;</textarea>" in refused.content.decode()
    assert len(list(mailbox.glob("*.eml"))) == 1


def test_delete_all_needs_the_token(mailbox: Path, visitor: Client) -> None:
    stored(mailbox)
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})

    assert strict.post("/_mailbox/clear").status_code == 403
    assert len(list(mailbox.glob("*.eml"))) == 1
    assert visitor.post("/_mailbox/clear")["Location"] == "/_mailbox/"
    assert list(mailbox.glob("*.eml")) == []


@pytest.mark.parametrize("key", ["20260101T000000000000-00000000", "..", "lock", "%2e%2e%2flock"])
def test_what_is_not_a_letter_is_not_found(mailbox: Path, visitor: Client, key: str) -> None:
    assert visitor.get(f"/_mailbox/{key}/").status_code == 404
    assert visitor.get(f"/_mailbox/{key}/source").status_code == 404


def test_outside_development_there_is_no_mailbox(
    mailbox: Path, visitor: Client, settings: pytest.FixtureRequest
) -> None:
    key = stored(mailbox)
    settings.MAILBOX_PAGE = False

    assert visitor.get("/_mailbox/").status_code == 404
    assert visitor.get(f"/_mailbox/{key}/").status_code == 404
    assert visitor.post("/_mailbox/clear").status_code == 404
    assert len(list(mailbox.glob("*.eml"))) == 1
