"""What is in a mail is found, however the sender's program packed it."""

from datetime import UTC, datetime

import pytest

from core.mail.parsing import Address, UnparsableMail, parse, read
from tests.core.mail.parsing import build
from tests.core.mail.parsing.build import file, html, joined, mail, multi, nested, part, plain

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def test_plain_mail() -> None:
    found = parse(
        plain("Hello,\r\nplease help.\r\n", "In-Reply-To: <o1@acme>", "References: <a@acme> <o1@acme>")
    )

    assert found.from_ == Address("Anna Berg", "anna@kunde.example")
    assert found.to == (Address("", "support@acme.localhost"),)
    assert (found.message_id, found.in_reply_to) == ("q1@kunde.example", "o1@acme")
    assert found.references == ("a@acme", "o1@acme")
    assert (found.subject, found.text) == ("Question", "Hello,\nplease help.\n")
    assert found.date == datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    assert (found.html, found.attachments, found.notes) == ("", (), ())


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Anna <b>Berg</b> <anna@kunde.example>", "Anna <b>Berg</b>"),
        ("<Anna> <anna@kunde.example>", "<Anna>"),
        ("Anna <> <anna@kunde.example>", "Anna"),
        ("<=?utf-8?q?anna=40kunde.example?=>", ""),
    ],
)
def test_brackets_in_a_name_hide_no_mailbox(said, name):
    assert parse(mail("x", head=f"From: {said}\r\n")).from_ == Address(name, "anna@kunde.example")


def test_alternative_gives_both_forms() -> None:
    found = parse(multi("alternative", part("Hi"), part("<p>Hi</p>", "text/html")))

    assert (found.text, found.html, found.attachments) == ("Hi", "<p>Hi</p>", ())


def test_html_alone_gives_text() -> None:
    assert read(html("<p>Hi</p><p>Ho</p>")).text == "Hi\n\nHo"


def test_picture_in_related_is_inline() -> None:
    related = nested(
        "related",
        "r",
        part('<img src="cid:logo@x">', "text/html"),
        file(PNG, "image/png", "Content-ID: <logo@x>"),
    )
    found = read(multi("alternative", part("Hi"), related))

    (picture,) = found.attachments
    assert (picture.content, picture.content_id, picture.inline) == (PNG, "logo@x", True)
    assert picture.filename == "part-3.png"
    assert found.cids == ("logo@x",)


def test_apple_mail_puts_files_between_texts() -> None:
    pdf = file(b"%PDF-1", "application/pdf; name=a.pdf", "Content-Disposition: inline; filename=a.pdf")
    found = parse(multi("mixed", part("before"), pdf, part("after")))

    assert found.text == "before\nafter"
    assert [(a.filename, a.disposition, a.inline, a.size) for a in found.attachments] == [
        ("a.pdf", "inline", False, 6)
    ]


def test_apple_mail_mixed_inside_alternative() -> None:
    inner = nested(
        "mixed",
        "m",
        part("<p>one</p>", "text/html"),
        file(b"x", "application/pdf; name=a.pdf"),
        part("<p>two</p>", "text/html"),
    )
    found = read(multi("alternative", part("one\ntwo"), inner))

    assert found.text == "one\n\ntwo"
    assert len(found.attachments) == 1


def test_forwarded_mail_is_a_file_with_its_subject_as_name() -> None:
    inner = b"Subject: =?utf-8?q?Rechnung_M=C3=A4rz?=\r\nFrom: x@y.z\r\n\r\nold"
    found = parse(multi("mixed", part("see below"), part(inner, "message/rfc822")))

    assert found.text == "see below"
    assert [(a.filename, a.content) for a in found.attachments] == [("Rechnung März.eml", inner)]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('filename="plain.pdf"', "plain.pdf"),
        ("filename=no quotes.pdf", "no quotes.pdf"),
        ('filename="semi;colon \\"q\\".pdf"', 'semi;colon "q".pdf'),
        ("filename*=utf-8''%E2%82%AC%20rates.pdf", "€ rates.pdf"),
        ("filename*0*=utf-8''M%C3;\r\n filename*1*=%BCller;\r\n filename*2=.pdf", "Müller.pdf"),
        ('filename*0="long ";\r\n filename*1="name.pdf"', "long name.pdf"),
        ('filename="=?utf-8?B?TcO8bGxlci5wZGY=?="', "Müller.pdf"),
        ('filename="=?utf-8?Q?M=C3?=\r\n =?utf-8?Q?=BCller.pdf?="', "Müller.pdf"),
        ("filename*=iso-8859-1'de'M%FCller.pdf", "Müller.pdf"),
        ('filename="../../etc/passwd"', "passwd"),
        ('filename="Rechnung 12/2026.pdf"', "Rechnung 12-2026.pdf"),
        ('filename="C:\\\\Users\\\\a\\\\b.pdf"', "b.pdf"),
        ('filename="open.pdf', "open.pdf"),
        ('filename="Müller.pdf"', "Müller.pdf"),
    ],
)
def test_file_names(line: str, name: str) -> None:
    found = parse(
        multi(
            "mixed", part("x"), file(b"%PDF", "application/pdf", f"Content-Disposition: attachment; {line}")
        )
    )

    assert [a.filename for a in found.attachments] == [name]
    assert found.attachments[0].disposition == "attachment"


@pytest.mark.parametrize("place", ["photo.jpg", "https://kunde.example/a/photo.jpg?size=2"])
def test_a_picture_is_called_after_its_location(place: str) -> None:
    picture = file(b"\xff\xd8\xff", "image/jpeg", f"Content-Location: {place}")

    assert [a.filename for a in parse(multi("mixed", part("x"), picture)).attachments] == ["photo.jpg"]


@pytest.mark.parametrize(
    "encoding", ["quoted printable", "Quoted-Printable;", "quoted-printable (as always)"]
)
def test_odd_names_of_an_encoding(encoding: str) -> None:
    assert parse(mail("Gr=C3=BC=C3=9Fe", f"Content-Transfer-Encoding: {encoding}")).text == "Grüße"


def test_a_disposition_that_is_no_word_says_nothing() -> None:
    assert parse(mail("x", "Content-Disposition: =?utf-8?Q?inline?=")).text == "x"


def test_a_message_id_broken_over_two_lines_is_joined() -> None:
    assert parse(mail("x", head="Message-ID: <long\r\n id@x.example>\r\n")).message_id == "longid@x.example"


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-01-05 09:00:00", datetime(2026, 1, 5, 9, tzinfo=UTC)),
        ("Mo, 7 Dez 2026 09:00:00 +0100", datetime(2026, 12, 7, 8, tzinfo=UTC)),
        ("5 févr. 2026 09:00:00 +0000", datetime(2026, 2, 5, 9, tzinfo=UTC)),
        ("Mon 05 Jan 2026 06:09:22 PM EST", datetime(2026, 1, 5, 23, 9, 22, tzinfo=UTC)),
        ("Mon, 05 Jan 2026 12:30:00 AM +0000", datetime(2026, 1, 5, 0, 30, tzinfo=UTC)),
        ("Mon, 05 Jan 2026 00:19:00 (EST) -0500", datetime(2026, 1, 5, 5, 19, tzinfo=UTC)),
        ("Thu, 01 Jan 1970 00:00:00 +0000", datetime(1970, 1, 1, tzinfo=UTC)),
    ],
)
def test_dates_of_programs_with_a_way_of_their_own(value: str, moment: datetime) -> None:
    assert parse(mail("x", head=f"From: a@b.example\r\nDate: {value}\r\n")).date == moment


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        ("=?utf-8?B?R3LDvMOfZQ==?=", "Grüße"),
        ("=?utf-8?Q?Gr=C3?=\r\n\t=?utf-8?Q?=BC=C3=9Fe?=", "Grüße"),
        ("=?UTF-8?Q?a_b?= plain =?iso-8859-1?Q?=FC?=", "a b plain ü"),
        ("=?utf-8?B?R3LDvA==?==?utf-8?B?w59l?=", "Grüße"),
        ("=?utf-8?B?R3LDvMOfZQ?=", "Grüße"),
        ("=?x-unknown?Q?Gr=FC=DFe?=", "Grüße"),
        ("=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?Q?not closed", "=?utf-8?Q?not closed"),
        ("folded\r\n  twice\r\n\tover", "folded  twice over"),
        ("=?utf-8?Q?nul=00line=0D=0ABcc:_x?=", "nulline Bcc: x"),
    ],
)
def test_subjects(raw: str, subject: str) -> None:
    head = build.HEAD.replace("Question", raw)

    assert parse(mail("x", head=head)).subject == subject


@pytest.mark.parametrize(
    ("value", "people"),
    [
        (
            '"Berg, Anna" <a@x.example>, Bob <b@X.EXAMPLE>',
            [("Berg, Anna", "a@x.example"), ("Bob", "b@x.example")],
        ),
        ("c@x.example (Carol (the boss))", [("Carol (the boss)", "c@x.example")]),
        ("Team: d@x.example, e@x.example;", [("", "d@x.example"), ("", "e@x.example")]),
        ("undisclosed-recipients:;", []),
        ('"never closed <f@x.example>', [("never closed", "f@x.example")]),
        ("=?utf-8?Q?M=C3=BCller=2C_Jo?= <g@x.example>", [("Müller, Jo", "g@x.example")]),
        ("'h@x.example' <h@x.example>", [("h@x.example", "h@x.example")]),
        ("<mailto:i@x.example>", [("", "i@x.example")]),
        ('"odd local"@x.example', [("", '"odd local"@x.example')]),
        ("<@relay.example,@two.example:j@x.example>", [("", "j@x.example")]),
        ("Anna Berg [m@x.example]", [("Anna Berg", "m@x.example")]),
        ("Anna Berg n@x.example", [("Anna Berg", "n@x.example")]),
        ("Anna <o @ x.example>", [("Anna", "o@x.example")]),
        ("no address at all", []),
        ("k@x.example; l@x.example", [("", "k@x.example"), ("", "l@x.example")]),
    ],
)
def test_addresses(value: str, people: list[tuple[str, str]]) -> None:
    head = build.HEAD.replace("support@acme.localhost", value)

    assert [(a.name, a.address) for a in parse(mail("x", head=head)).to] == people


def test_headers_around_a_broken_line_are_found() -> None:
    raw = b"Received: x\r\nthis is no header\r\nFrom: a@b.example\r\nSubject: found\r\n\r\nbody"
    found = parse(raw)

    assert (found.subject, found.from_ and found.from_.address, found.text) == (
        "found",
        "a@b.example",
        "body",
    )
    assert found.notes == ("headers.salvaged",)


def test_headers_cut_in_two_by_an_empty_line_are_joined() -> None:
    found = parse(b"Received: x\r\nReceived: y\r\n\r\nFrom: a@b.example\r\nSubject: found\r\n\r\nbody")

    assert (found.subject, found.text, found.notes) == ("found", "body", ("headers.salvaged",))


@pytest.mark.parametrize(
    "raw",
    [
        b"From MAILER Mon Jan 5 2026\nFrom: a@b.example\nSubject: s\n\nbody",
        b"\r\n\r\nFrom: a@b.example\r\nSubject: s\r\n\r\nbody",
        b"\xef\xbb\xbfFrom: a@b.example\r\nSubject: s\r\n\r\nbody",
        b"From: a@b.example\rSubject: s\r\rbody",
        b"From: a@b.example\nSubject: s\nbody",
        b"From : a@b.example\nSubject : s\n\nbody",
        b" From: a@b.example\nSubject: s\n\nbody",
        b"FROM:a@b.example\nsubject:s\n\nbody",
    ],
)
def test_odd_starts(raw: bytes) -> None:
    found = parse(raw)

    assert (found.from_ and found.from_.address, found.subject, found.text) == ("a@b.example", "s", "body")


def test_lost_boundary_is_guessed() -> None:
    found = parse(mail(joined("zz", part("one"), part("two"))[10:], "Content-Type: multipart/mixed"))

    assert (found.text, found.notes) == ("one\ntwo", ("boundary.guessed",))


def test_truncated_multipart_keeps_its_last_part() -> None:
    assert parse(multi("mixed", part("one"), part("two and more"))[:-16]).text == "one\ntwo and"


def test_boundary_that_starts_another() -> None:
    inner = nested("alternative", "=_b1", part("text"), part("<p>text</p>", "text/html"))
    found = parse(multi("mixed", inner, part("footer")))

    assert (found.text, found.html.count("<")) == ("text\nfooter", 4)


def test_boundary_of_the_multipart_around() -> None:
    """The inner multipart closes the line that both share; what follows is no epilogue."""
    inner = nested("alternative", "=_b", part("text"), part("<p>text</p>", "text/html"))
    found = parse(multi("mixed", inner, file(b"PK", "application/zip; name=a.zip")))

    assert [one.filename for one in found.attachments] == ["a.zip"]
    assert "<p>text</p>" in found.html


def test_what_follows_the_closing_line_is_no_part() -> None:
    twice = multi("mixed", part("one"))
    assert parse(twice + b"\r\n--=_b\r\n\r\ntwo\r\n--=_b--\r\n").text == "one"


@pytest.mark.parametrize("kind", ["text/plain", "text/html"])
def test_the_only_part_is_read_although_it_has_a_name(kind: str) -> None:
    found = parse(mail("words", f"Content-Type: {kind}", "Content-Disposition: inline; filename=a.txt"))
    assert ((found.html or found.text), found.attachments) == ("words", ())

    sent = parse(mail("words", f"Content-Type: {kind}", "Content-Disposition: attachment; filename=a.txt"))
    assert [one.filename for one in sent.attachments] == ["a.txt"]


def test_uuencoded_file_in_the_text() -> None:
    found = parse(plain("see file\r\nbegin 644 hello.txt\r\n%:&5L;&\\\r\n`\r\nend\r\nbye"))

    assert found.text == "see file\n\nbye"
    assert [(a.filename, a.content) for a in found.attachments] == [("hello.txt", b"hello")]


def test_prose_that_is_called_base64_stays_prose() -> None:
    assert (
        parse(mail("The router is still dark", "Content-Transfer-Encoding: base64")).text
        == "The router is still dark"
    )


def test_base64_with_rubbish() -> None:
    assert parse(mail("SGVs\r\nbG8*gd29y\r\nbGQ", "Content-Transfer-Encoding: base64")).text == "Hello world"


@pytest.mark.parametrize(
    ("kind", "note", "name"),
    [
        ("application/ms-tnef; name=winmail.dat", "winmail", "winmail.dat"),
        ("text/calendar; method=REQUEST", "calendar", "part-2.ics"),
        ("application/pkcs7-signature", "signed", "part-2.p7s"),
        ("application/pgp-signature", "signed", "part-2.asc"),
        ("application/pkcs7-mime; name=smime.p7m", "smime.opaque", "smime.p7m"),
        ("text/csv", "", "part-2.csv"),
        ("message/delivery-status", "", "part-2.txt"),
    ],
)
def test_special_parts_are_kept_as_files(kind: str, note: str, name: str) -> None:
    found = parse(multi("mixed", part("text"), part("x", kind)))

    assert [a.filename for a in found.attachments] == [name]
    assert found.notes == ((note,) if note else ())
    assert found.text == "text"


def test_flowed_text_is_joined() -> None:
    body = "This is one \r\nparagraph.\r\n> quoted \r\n> too\r\n-- \r\nAnna"

    assert parse(mail(body, "Content-Type: text/plain; format=flowed")).text == (
        "This is one paragraph.\n> quoted too\n-- \nAnna"
    )


def test_routing_headers() -> None:
    found = parse(
        plain("x", "Delivered-To: support+tok@acme.localhost", "X-Original-To: Help <help@acme.localhost>",
              "Return-Path: <>", "Reply-To: r@x.example", "Sender: s@x.example",
              "Authentication-Results: mx; dmarc=pass", "Cc: c@x.example")
    )  # fmt: skip

    assert found.delivered_to == ("support+tok@acme.localhost",)
    assert found.original_to == ("help@acme.localhost",)
    assert found.return_path == ""
    assert (found.reply_to[0].address, found.sender and found.sender.address) == (
        "r@x.example",
        "s@x.example",
    )
    assert found.authentication_results == ("mx; dmarc=pass",)
    assert found.header("Cc") == "c@x.example"


@pytest.mark.parametrize(
    "value", ["", "yesterday", "Mon, 99 Foo 2026", "1 Jan 1901 00:00:00 +0000", "x" * 9_999]
)
def test_senseless_dates(value: str) -> None:
    assert parse(mail("x", head=f"From: a@b.example\r\nDate: {value}\r\n")).date is None


@pytest.mark.parametrize(
    ("raw", "code"),
    [(b"", "mail.empty"), (b" \r\n\r\n", "mail.empty"), (b"x" * (50 * 1024 * 1024 + 1), "mail.too_large")],
)
def test_refusals(raw: bytes, code: str) -> None:
    with pytest.raises(UnparsableMail) as refusal:
        parse(raw)

    assert refusal.value.code == code
