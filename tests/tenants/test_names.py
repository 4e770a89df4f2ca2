"""What an organization may be called in an address."""

import pytest

from tenants.provisioning import names


@pytest.mark.parametrize("slug", ["abc", "acme-cloud", "a1b", "x" * 40])
def test_good_names_pass(slug: str) -> None:
    assert names.check(slug) == slug


@pytest.mark.parametrize(
    "slug",
    [
        "",
        "ab",
        "x" * 41,
        "1abc",
        "-abc",
        "abc-",
        "a--b",
        "Acme",
        "bäcker",
        "a_b",
        "a.b",
        "abc\n",
        "ab c",
        "xn--p1ai",
    ],
)
def test_wrong_shapes_are_explained(slug: str) -> None:
    with pytest.raises(names.SlugInvalid) as refusal:
        names.check(slug)
    assert refusal.value.code == "signup.slug_invalid"
    assert "3 to 40 characters" in refusal.value.message


@pytest.mark.parametrize("slug", ["www", "public", "localhost", "operator", "pg-toast", "information-schema"])
def test_reserved_names_are_refused(slug: str) -> None:
    with pytest.raises(names.SlugReserved) as refusal:
        names.check(slug)
    assert (
        refusal.value.message
        == f"“{slug}” is reserved for the platform itself. Please choose another address."
    )


def test_names_are_proposed_from_the_company() -> None:
    assert names.propose("Bäckerei Müller GmbH", lambda slug: False) == "backerei-muller"
    assert names.propose("Acme", {"acme", "acme-2"}.__contains__) == "acme-3"
    assert names.propose("3M", lambda slug: False) == "m-desk"
    assert names.propose("Support", lambda slug: False) == "support-2"
    assert names.propose("北原デザイン", lambda slug: False) == "desk-2"


def test_a_hyphen_becomes_an_underscore_in_the_schema() -> None:
    assert names.schema_of("acme-cloud") == "acme_cloud"
