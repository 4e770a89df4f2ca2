"""Encrypted and signed mail is named and kept; its words are shown where they can be read."""

import pytest

from core.mail.parsing import read
from tests.core.mail.parsing.build import file, mail, multi, part, plain

ENVELOPED = b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0\x80" + bytes(range(200))
WRAPPED = b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80" + bytes(range(200))
CERTIFICATES = WRAPPED
ARMOR = "-----BEGIN PGP MESSAGE-----\n\nhQEMA0000\n=abcd\n-----END PGP MESSAGE-----"
CLEAR = (
    "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nThe router is dark.\n- -- \nAnna\n"
    "-----BEGIN PGP SIGNATURE-----\n\niQEz0000\n=abcd\n-----END PGP SIGNATURE-----"
)
KEY = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQEN0000\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----"
P7M = 'Content-Type: application/pkcs7-mime; smime-type={kind}; name="smime.p7m"'


def cms(content: bytes, kind: str) -> bytes:
    from base64 import encodebytes

    return mail(encodebytes(content), P7M.format(kind=kind), "Content-Transfer-Encoding: base64")


@pytest.mark.parametrize(
    ("raw", "seal", "names", "text"),
    [
        (cms(ENVELOPED, "enveloped-data"), "smime.encrypted", ["smime.p7m"], ""),
        (cms(ENVELOPED, "signed-data"), "smime.encrypted", ["smime.p7m"], ""),  # the bytes know better
        (cms(b"?", "enveloped-data"), "smime.encrypted", ["smime.p7m"], ""),
        (cms(WRAPPED, "signed-data"), "smime.wrapped", ["smime.p7m"], ""),
        (cms(CERTIFICATES, "certs-only"), "", ["smime.p7m"], ""),
        (
            mail(ENVELOPED, 'Content-Type: application/octet-stream; name="smime.p7m"'),
            "smime.encrypted", ["smime.p7m"], "",
        ),
        (
            multi("signed", part("Hello"), file(b"sig", "application/pkcs7-signature; name=smime.p7s")),
            "smime.signed", ["smime.p7s"], "Hello",
        ),
        (
            multi("signed", part("Hello"), part("sig", "application/pgp-signature; name=signature.asc")),
            "pgp.signed", ["signature.asc"], "Hello",
        ),
        (
            multi("encrypted", part("Version: 1", "application/pgp-encrypted"),
                  part(ARMOR, "application/octet-stream; name=encrypted.asc")),
            "pgp.encrypted", ["part-1.version", "encrypted.asc"], "",
        ),
        (
            multi("encrypted", part("Version: 1", "application/pgp-encrypted"), part(ARMOR, "application/octet-stream")),
            "pgp.encrypted", ["part-1.version", "encrypted.asc"], "",
        ),
        (plain(ARMOR), "pgp.encrypted", ["encrypted.asc"], ""),
        (plain(f"See below.\n\n{ARMOR}\n\nBye"), "pgp.encrypted", ["encrypted.asc"], "See below.\n\n\n\nBye"),
        (plain(f"{ARMOR}\n{ARMOR}"), "pgp.encrypted", ["encrypted.asc", "encrypted-2.asc"], ""),
        (plain(f"My key\n\n{KEY}"), "", ["public-key.asc"], "My key"),
    ],
)  # fmt: skip
def test_seal_and_files(raw: bytes, seal: str, names: list[str], text: str) -> None:
    found = read(raw)

    assert (found.seal, [one.filename for one in found.attachments]) == (seal, names)
    assert found.text_clean.strip() == text


def test_the_words_of_a_clear_signed_mail_stay_and_its_block_is_kept_whole() -> None:
    found = read(plain(CLEAR))

    assert (found.text_clean, found.signature) == ("The router is dark.", "-- \nAnna")
    assert found.seal == "pgp.signed"
    assert found.attachments[0].content.decode() == CLEAR


@pytest.mark.parametrize(
    "text", [f"> {ARMOR.replace(chr(10), chr(10) + '> ')}", ARMOR[:40], "a -----BEGIN PGP MESSAGE----- b"]
)
def test_what_is_quoted_broken_or_only_talked_about_is_no_seal(text: str) -> None:
    found = read(plain(f"Hello\n{text}"))

    assert (found.seal, found.attachments) == ("", ())


def test_an_autocrypt_header_changes_nothing() -> None:
    found = read(plain("Hello", "Autocrypt: addr=anna@kunde.example; keydata=" + "mQEN" * 2_000))

    assert (found.seal, found.text_clean, found.attachments, found.notes) == ("", "Hello", (), ())
