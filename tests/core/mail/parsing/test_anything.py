"""Whatever arrives is read or refused by name, and what comes out fits PostgreSQL and the wire."""

import random
from dataclasses import asdict

from hypothesis import given, settings
from hypothesis import strategies as st

from core.mail.parsing import UnparsableMail, read, wire
from tests.core.mail.parsing import hostile
from tests.core.mail.parsing.build import file, html, multi, nested, part, plain
from tests.core.mail.parsing.machines import AUTO_REPLIES, BOUNCES, BULK
from tests.core.mail.parsing.replies import ANNOUNCED, BLOCKS, above

SEEDS = [
    *(raw for raw, *_ in BOUNCES.values()), *AUTO_REPLIES.values(), *BULK.values(),
    *(plain(above(line)) for line in (*ANNOUNCED.values(), *BLOCKS.values())), hostile.nested_parts(20),
    multi("alternative", part("Hü"), nested("related", "r", part("<img src='cid:a'>", "text/html"), file(b"x", "image/png"))),
    html('<div>a</div><div class="gmail_quote"><blockquote type=cite>b</blockquote>c</div><svg><p>'),
]  # fmt: skip
PIECES = [
    b"\r\n\r\n", b"\r\n", b"\n", b"\0", b"--=_b", b"--", b"=?utf-8?B?", b"?=", b"\xff\xfe", b"\x1b$B", b"begin 644 x\r\n",
    b"Content-Type: multipart/mixed; boundary=", b"Content-Transfer-Encoding: base64\r\n", b"charset=utf-16", b"charset=idna",
    b"<blockquote type=cite>", b"</div>", b"<div id=divRplyFwdMsg>", b"\xed\xa0\x80", b"&#xD800;", b'"', b"(", b"<", b">", b";",
    b"name*0*=x''%", b"\r\n> ", b" wrote:\r\n", b"From: ", b"Date: 31 Feb 99999 99:99:99 +9999\r\n", b"message/rfc822",
]  # fmt: skip


def assert_sound(raw: bytes) -> None:
    try:
        mail = read(raw)
    except UnparsableMail:
        return
    told = repr(asdict(mail))
    assert "\\x00" not in repr(
        [mail.text, mail.html, mail.subject, mail.html_safe, mail.text_clean, mail.quoted, dict(mail.headers)]
    )
    told.encode("utf-8")
    _, data, *contents = wire.dump(mail)
    assert wire.load(data, memoryview(b"".join(contents))) == mail


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2_000))
def test_random_bytes(raw: bytes) -> None:
    assert_sound(raw)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.binary(max_size=300), st.sampled_from(PIECES))
def test_random_headers_and_bodies(value: bytes, body: bytes, piece: bytes) -> None:
    for name in (b"Subject", b"From", b"Content-Type", b"Content-Disposition", b"Date", b"References"):
        assert_sound(name + b": " + value + piece + b"\r\n" + b"Content-Type: text/html\r\n\r\n" + body)


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(SEEDS), st.integers())
def test_mutated_mails(raw: bytes, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(raw)
    for _ in range(chance.randint(1, 8)):
        at, size = chance.randrange(len(data) + 1), chance.randint(0, 40)
        what = chance.randrange(4)
        if what == 0:
            data[at : at + size] = b""
        elif what == 1:
            data[at:at] = chance.choice(PIECES)
        elif what == 2:
            data[at : at + size] = chance.randbytes(size)
        else:
            data[at:at] = data[: chance.randrange(len(data) + 1)][-500:]
    assert_sound(bytes(data))
