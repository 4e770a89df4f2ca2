"""Every mail becomes the text its writer saw, whatever it says about its charset."""

import pytest

from core.mail.parsing import parse
from core.mail.parsing.charsets import clean, decode
from tests.core.mail.parsing.build import HEAD, mail

GERMAN = "Größe falsch, bitte für Müller ändern"
RUSSIAN = "Здравствуйте, мой заказ не пришёл. Помогите, пожалуйста."
CHINESE = "您好，请问我的订单什么时候发货？谢谢。"
TAIWANESE = "您好，請問我的訂單什麼時候出貨？謝謝。"
JAPANESE = "お世話になっております。注文した商品が届きません。"
KOREAN = "안녕하세요. 주문한 상품이 아직 도착하지 않았습니다."
GREEK = "Καλημέρα σας, η παραγγελία μου δεν έφτασε"
POLISH = "Zażółć gęślą jaźń, proszę o pomoc"
TURKISH = "Siparişim gelmedi, lütfen yardım eder misiniz"

CASES = [
    # text, really written in, declared as
    (GERMAN, "utf-8", "utf-8"), (GERMAN, "latin-1", "iso-8859-1"), (GERMAN, "cp1252", "windows-1252"),
    (GERMAN, "utf-8", "iso-8859-1"), (GERMAN, "utf-8", "us-ascii"), (GERMAN, "latin-1", "utf-8"),
    (GERMAN, "latin-1", "us-ascii"), (GERMAN, "latin-1", "unknown-8bit"), (GERMAN, "utf-8", "x-unknown"),
    (GERMAN, "utf-8", ""), (GERMAN, "latin-1", ""), (GERMAN, "utf-8", "\"'utf8'\""), (GERMAN, "utf-8", "utf-8-mac"),
    (GERMAN, "utf-7", "utf-7"), (GERMAN, "utf-16", "utf-16"), ("“Quoted” – 5 €", "cp1252", "iso-8859-1"),
    (RUSSIAN, "koi8-r", "koi8-r"), (RUSSIAN, "cp1251", "windows-1251"), (RUSSIAN, "koi8-r", "unknown-8bit"),
    (RUSSIAN, "cp1251", "us-ascii"), (RUSSIAN, "koi8-r", "iso-8859-1"), (RUSSIAN, "cp1251", "utf-8"),
    (RUSSIAN, "utf-8", "koi8-r"), (CHINESE, "gb2312", "gb2312"), (CHINESE + "镕", "gb18030", "gb2312"),
    (CHINESE, "gb18030", "unknown-8bit"), (CHINESE, "hz", "hz-gb-2312"), (TAIWANESE, "big5", "big5"),
    (TAIWANESE, "big5", "x-unknown"), (JAPANESE, "shift_jis", "shift_jis"), (JAPANESE + "①", "cp932", "shift_jis"),
    (JAPANESE, "iso2022_jp", "iso-2022-jp"), (JAPANESE, "iso2022_jp", "us-ascii"), (JAPANESE, "euc_jp", "euc-jp"),
    (JAPANESE, "shift_jis", "unknown-8bit"), (JAPANESE, "euc_jp", "us-ascii"), (KOREAN, "euc-kr", "euc-kr"),
    (KOREAN + "똠", "cp949", "ks_c_5601-1987"), (KOREAN, "euc-kr", "unknown-8bit"), (KOREAN, "iso2022_kr", "iso-2022-kr"),
    (GREEK, "iso8859-7", "iso-8859-7"), (GREEK, "cp1253", "unknown-8bit"), (POLISH, "iso8859-2", "iso-8859-2"),
    (POLISH, "cp1250", "windows-1250"), (TURKISH, "iso8859-9", "iso-8859-9"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "written", "declared"), CASES)
def test_body(text: str, written: str, declared: str) -> None:
    kind = f"Content-Type: text/plain; charset={declared}" if declared else "X-None: 1"

    assert parse(mail(text.encode(written), kind)).text == text


@pytest.mark.parametrize(
    ("text", "written", "declared"), [c for c in CASES if c[1] not in ("utf-16", "utf-7", "hz", "iso2022_kr")]
)
def test_raw_subject_follows_the_body(text: str, written: str, declared: str) -> None:
    head = HEAD.encode().replace(b"Question", text.encode(written))
    kind = f"Content-Type: text/plain; charset={declared}\r\n" if declared else ""

    assert parse(head + kind.encode() + b"\r\nbody").subject == text


@pytest.mark.parametrize("text", ["ÄÖÜ", "ÄäÖöÜü" * 9, "ÅÄÖåäö"])
def test_umlauts_alone_are_no_greek(text: str) -> None:
    assert decode(text.encode("latin-1"), "iso-8859-1") == text


def test_vendor_rows_of_iso_2022_jp() -> None:
    assert decode(b"\x1b$B\x2d\x21$\x22\x1b(B abc", "iso-2022-jp") == "①あ abc"


def test_one_broken_byte_does_not_change_the_charset() -> None:
    assert decode("Größe für Müller".encode() * 5 + b"\xff", "utf-8") == "Größe für Müller" * 5 + "\ufffd"


@pytest.mark.parametrize(
    "name",
    ["rot13", "hex", "zlib", "idna", "unicode_escape", "undefined", "\0", "ü" * 50, "../x", "a" * 9_999],
)
def test_names_that_are_no_charset(name: str) -> None:
    assert decode(b"Hello", name) == "Hello"


def test_clean_joins_pairs_and_drops_the_rest() -> None:
    assert clean("a\0b\ud83d\ude00c\ud800") == "ab😀c\ufffd"
