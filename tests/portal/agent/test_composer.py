"""What the composer fetches: quotations, and the files of the ticket."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.files.services import keep_file
from core.mail.letters import reply as letters
from core.tickets import services
from core.tickets.models import Draft, Message

pytestmark = pytest.mark.django_db
WHEN = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def reply_in(undone: str) -> dict[str, Any]:
    """What the answer to Undo gives the composer."""
    return json.loads(unescape(re.search(r'data-compose-reply="([^"]*)"', undone)[1]))


@pytest.fixture
def asked(wrote):
    ticket = wrote(
        text="It smells.\n\n> did it before\nPlease help.",
        quoted="On Monday you wrote",
        signature="Carla Inc.",
    )
    Message.objects.update(created_at=WHEN)
    return ticket


def test_a_message_is_quoted_without_signature_and_old_quotations(htmx, asked) -> None:
    answer = htmx.get(f"/desk/messages/{asked.messages.get().public_id}/quote/")

    who, *lines = answer.content.decode().splitlines()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert who == "On Nov. 24, 2026, 9:30 a.m. UTC, Carla Customer wrote:"
    assert lines == ["> It smells.", ">", ">> did it before", "> Please help."]


def test_its_date_is_in_the_language_of_the_customer(htmx, people, asked) -> None:
    people.carla.language = "de"
    people.carla.save()
    answer = htmx.get(f"/desk/messages/{asked.messages.get().public_id}/quote/")
    assert answer.content.decode().startswith("On 24. November 2026 09:30 UTC, Carla")


def test_only_the_selection_is_quoted_as_plain_text(htmx, asked) -> None:
    url = f"/desk/messages/{asked.messages.get().public_id}/quote/"
    answer = htmx.post(url, {"text": "\n<script>alert(1)</script>\xa0\x00\r\n\r\n\r\n\r\nof it\n"})

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().splitlines() == [
        "On Nov. 24, 2026, 9:30 a.m. UTC, Carla Customer wrote:",
        "> <script>alert(1)</script>",
        ">",
        "> of it",
    ]


def test_a_selection_in_a_note_or_of_blanks_says_nothing_new(htmx, people, asked) -> None:
    note = services.note(asked, "She is angry.", author=people.ben, by=people.ben.actor)
    first = asked.messages.order_by("pk")[0]

    assert htmx.post(f"/desk/messages/{note.public_id}/quote/", {"text": "angry"}).status_code == 403
    blank = htmx.post(f"/desk/messages/{first.public_id}/quote/", {"text": " \n "}).content.decode()
    assert "> It smells." in blank


def test_a_note_is_not_quoted(htmx, people, asked) -> None:
    note = services.note(asked, "She is angry.", author=people.ben, by=people.ben.actor)
    assert htmx.get(f"/desk/messages/{note.public_id}/quote/").status_code == 403


def test_who_has_quoted_by_hand_does_not_quote_twice(people, asked) -> None:
    def letter(text):
        return letters.write(services.reply(asked, text, author=people.ana, by=people.ana.actor))

    assert letter("On it.").text.count("> It smells.") == 1
    assert letter("Where?\n\n> It smells.\n\nHere.").text.count("> It smells.") == 1


def test_files_of_the_ticket_are_chosen_and_go_with_the_reply(htmx, people, asked) -> None:
    file = keep_file(b"a,b\n", "figures.csv", by=people.carla.actor)
    asked.messages.get().attachments.add(file)

    shown = htmx.get(f"/desk/tickets/{asked.number}/files/").content.decode()
    htmx.post(f"/desk/tickets/{asked.number}/reply/", {"body": "Again.", "attached": [file.public_id]})

    assert f'value="{file.public_id}" data-name="figures.csv"' in shown
    sent = Message.objects.get(kind="reply").attachments.get()
    assert (sent.path, sent.pk != file.pk) == (file.path, True)


def test_a_held_file_is_shown_but_not_to_be_chosen(htmx, people, asked) -> None:
    file = keep_file(b"a,b\n", "figures.csv", by=people.carla.actor)
    asked.messages.get().attachments.add(file)
    type(file).objects.update(state="pending")

    shown = htmx.get(f"/desk/tickets/{asked.number}/files/").content.decode()
    answer = htmx.post(f"/desk/tickets/{asked.number}/reply/", {"body": "x", "attached": [file.public_id]})

    assert "disabled" in shown
    assert "Being scanned" in shown
    assert (answer.status_code, Message.objects.filter(kind="reply").count()) == (409, 0)


def test_too_many_files_are_refused(htmx, asked) -> None:
    many = [f"x{number}" for number in range(21)]
    answer = htmx.post(f"/desk/tickets/{asked.number}/reply/", {"body": "x", "attached": many})
    assert (answer.status_code, Message.objects.filter(kind="reply").count()) == (400, 0)


def test_a_ticket_without_files_says_where_they_would_come_from(htmx, asked) -> None:
    assert (
        "No files hang on this ticket yet"
        in htmx.get(f"/desk/tickets/{asked.number}/files/").content.decode()
    )


def test_blind_copies_are_shown_to_colleagues_and_come_back_with_the_words(htmx, asked) -> None:
    address = f"/desk/tickets/{asked.number}/reply/"
    sent = htmx.post(address, {"body": "On it.", "cc": "", "bcc": "eva@outside.example; bo@outside.example"})
    message = Message.objects.get(kind="reply")

    undone = htmx.post(f"/desk/tickets/{asked.number}/undo/{message.public_id}/").content.decode()

    assert message.bcc == ["eva@outside.example", "bo@outside.example"]
    assert "Bcc: eva@outside.example, bo@outside.example" in sent.content.decode()
    assert reply_in(undone)["bcc"] == "eva@outside.example, bo@outside.example"


def test_a_note_has_no_blind_copies(htmx, asked) -> None:
    data = {"kind": "note", "body": "Hm.", "bcc": "eva@outside.example"}
    htmx.post(f"/desk/tickets/{asked.number}/reply/", data)
    assert Message.objects.get(kind="note").bcc == []


def test_undo_gives_files_copies_and_the_chosen_status_back(htmx, people, asked) -> None:
    hanging = keep_file(b"a,b\n", "figures.csv", by=people.carla.actor)
    asked.messages.get().attachments.add(hanging)
    fresh = SimpleUploadedFile("it's & so.txt", b"hello", "text/plain")
    typed = {"body": "Here.", "attached": [hanging.public_id], "files": [fresh], "then": "resolve",
             "cc": "eva@outside.example", "bcc": "bo@outside.example"}  # fmt: skip
    htmx.post(f"/desk/tickets/{asked.number}/reply/", typed)
    message = Message.objects.get(kind="reply")

    undone = htmx.post(f"/desk/tickets/{asked.number}/undo/{message.public_id}/").content.decode()
    back = reply_in(undone)
    kept = {one.filename: one.public_id for one in message.attachments.all()}
    assert {one["name"]: one["id"] for one in back["files"]} == kept
    assert set(kept) == {"it's & so.txt", "figures.csv"}
    assert (back["cc"], back["bcc"], back["then"]) == ("eva@outside.example", "bo@outside.example", "resolve")

    page = htmx.get(f"/desk/tickets/{asked.number}/").content.decode()
    begun = json.loads(unescape(re.search(r'data-begun-files="([^"]*)"', page)[1]))
    assert {one["id"] for one in begun} == set(kept.values())
    assert 'value="bo@outside.example"' in page
    assert 'value="resolve" data-send' in page

    again = {"body": "Here.", "attached": [one["id"] for one in back["files"]]}
    assert htmx.post(f"/desk/tickets/{asked.number}/reply/", again).status_code == 200
    sent = Message.objects.get(kind="reply", withdrawn_at=None)
    assert {one.filename for one in sent.attachments.all()} == set(kept)


def test_a_colleague_who_takes_it_back_can_send_its_files(htmx, people, asked) -> None:
    file = keep_file(b"hello", "a.txt", by=people.ben.actor)
    ben = {"author": people.ben, "by": people.ben.actor}
    message = services.reply(asked, "Ben's.", attachments=[file], **ben)

    undone = htmx.post(f"/desk/tickets/{asked.number}/undo/{message.public_id}/").content.decode()
    attached = [one["id"] for one in reply_in(undone)["files"]]
    assert (
        htmx.post(f"/desk/tickets/{asked.number}/reply/", {"body": "", "attached": attached}).status_code
        == 200
    )
    assert Message.objects.get(kind="reply", withdrawn_at=None).attachments.get().path == file.path


def test_chosen_files_are_kept_with_the_draft_and_those_of_other_tickets_are_not(
    htmx, people, asked, wrote
) -> None:
    mine, other = (keep_file(b"x", name, by=people.carla.actor) for name in ("here.txt", "there.txt"))
    asked.messages.get().attachments.add(mine)
    wrote("Other").messages.get().attachments.add(other)
    url = f"/desk/tickets/{asked.number}/"

    htmx.post(
        f"{url}draft/", {"body": "", "attached": [mine.public_id, other.public_id, "%00"], "then": "boo"}
    )
    page = htmx.get(url).content.decode()
    assert mine.public_id in page
    assert other.public_id not in page
    htmx.post(f"{url}draft/", {"body": ""})
    assert not Draft.objects.exists()
