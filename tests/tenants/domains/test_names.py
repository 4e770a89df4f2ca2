"""What people type as a domain, and what we make of it."""

import pytest

from tenants.domains import names

GOOD = {
    "help.acme-cloud.com": "help.acme-cloud.com",
    "  Help.ACME-Cloud.com. ": "help.acme-cloud.com",
    "acme-cloud.com": "acme-cloud.com",
    "hilfe.müller.de": "hilfe.xn--mller-kva.de",
    "hilfe.xn--mller-kva.de": "hilfe.xn--mller-kva.de",
    "ｈｅｌｐ.acme-cloud.com": "help.acme-cloud.com",
    "help。acme-cloud。com": "help.acme-cloud.com",
    "аcme.com": "xn--cme-5cd.com",  # a Cyrillic a: another name, and seen as one
    "acme.github.io": "acme.github.io",
}
BAD = [
    "", " ", "com", "co.uk", "github.io", "localhost", "acme.localhost", "x.acme.localhost", "printer.local",
    "*.acme-cloud.com", "https://help.acme-cloud.com", "help.acme-cloud.com/desk", "help.acme-cloud.com:8443",
    "a@acme-cloud.com", "127.0.0.1", "127.1", "0x7f.0x1", "[::1]", "::1", "2001:db8::1", "1.2.3.4.", "help.acme.123",
    "-a.acme-cloud.com", "a_b.acme-cloud.com", "a..acme-cloud.com", ".acme-cloud.com", "help.acme-cloud.com..",
    "a b.com", "a\n.com", "a\x00.com", "\u202emoc.emca", "xn--a.com", "help.acme.nosuchending",
    "a" * 64 + ".com", ".".join(["a" * 60] * 4) + ".com", "x" * 100_000, "help.acme-cloud.com%2f", "ⅷ⁄.com", "a\\b.com",
]  # fmt: skip


@pytest.mark.parametrize("typed", GOOD)
def test_one_form_of_each(typed):
    assert names.clean(typed) == GOOD[typed]
    assert names.clean(GOOD[typed]) == GOOD[typed]


@pytest.mark.parametrize("typed", BAD, ids=lambda text: repr(text[:24]))
def test_anything_else_is_refused_with_a_sentence(typed):
    with pytest.raises(names.HostInvalid) as refusal:
        names.clean(typed)
    assert refusal.value.data["fields"]["host"] == [refusal.value.message]


def test_the_platforms_own_names(settings):
    settings.PLATFORM_DOMAIN = "desk.ours.com"
    for typed in ("desk.ours.com", "acme.desk.ours.com", "DESK.ours.com.", "ours.com"):
        with pytest.raises(names.HostInvalid):
            names.clean(typed)
    assert names.clean("notdesk.ours.com") == "notdesk.ours.com"


def test_people_read_their_own_letters():
    assert names.shown("hilfe.xn--mller-kva.de") == "hilfe.müller.de"
