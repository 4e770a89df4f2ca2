"""Cursor pages over the list of colleagues, of which many share a name."""

import pytest

from core.accounts.models import Role, User
from core.doors.pages import Cursor
from tests.core.accounts.calls import Caller, code
from tests.support.counting import statements


@pytest.fixture
def olivia(acme, people):
    agent = Role.objects.get(key="agent")
    names = ["Kim"] * 4 + ["Lee"] * 3
    User.objects.bulk_create(
        User(email=f"{number}@acme.example", name=name, role=agent) for number, name in enumerate(names)
    )
    return Caller(acme).sign_in(people.olivia)


def walk(caller, first, link="next"):
    pages, address = [], first
    while address:
        answer = caller.call("GET", address.partition("/api/v1")[2] or address)
        body = answer.json()
        pages.append([row["id"] for row in body["results"]])
        address = body[link]
    return pages


def test_walking_forward_and_back_sees_everybody_once_in_order(olivia):
    everybody = list(User.objects.order_by("name", "id").values_list("pk", flat=True))
    there = walk(olivia, "/users/?page_size=3")
    assert [one for page in there for one in page] == everybody
    assert [len(page) for page in there] == [3, 3, 3, 3, 1]

    last = olivia.call("GET", "/users/?page_size=3").json()["next"]
    for _ in range(3):
        last = olivia.call("GET", last.partition("/api/v1")[2]).json()["next"]
    back = walk(olivia, last.partition("/api/v1")[2], "previous")
    assert back == there[::-1]


def test_one_page_has_no_neighbours(olivia):
    body = olivia.call("GET", "/users/").json()
    assert (len(body["results"]), body["next"], body["previous"]) == (13, None, None)


def test_people_who_come_and_go_shift_no_page(olivia):
    first = olivia.call("GET", "/users/?page_size=4").json()
    User.objects.filter(pk=first["results"][0]["id"]).update(is_active=False)
    User.objects.create(email="aa@acme.example", name="Aaron", role=Role.objects.get(key="agent"))
    second = olivia.call("GET", first["next"].partition("/api/v1")[2]).json()
    everybody = list(User.objects.order_by("name", "id").values_list("pk", flat=True))
    assert [row["id"] for row in second["results"]] == everybody[5:9]


def test_filters_stay_in_the_links(olivia):
    body = olivia.call("GET", "/users/?q=Kim&page_size=3").json()
    assert "q=Kim" in body["next"]
    assert walk(olivia, "/users/?q=Kim&page_size=3") == [
        list(User.objects.filter(name="Kim").order_by("id").values_list("pk", flat=True))[:3],
        list(User.objects.filter(name="Kim").order_by("id").values_list("pk", flat=True))[3:],
    ]


@pytest.mark.parametrize(
    "cursor",
    [
        "rubbish",
        "%00",
        str(Cursor("f", ("Kim",))),
        str(Cursor("x", ("Kim", 1))),
        str(Cursor("f", ("Kim", "x"))),
        str(Cursor("f", ("K\x00", 1))),
        str(Cursor("f", ({}, []))),
    ],
)
def test_a_cursor_that_we_did_not_make_is_refused(olivia, cursor):
    assert code(olivia.call("GET", f"/users/?cursor={cursor}")) == (400, "cursor.invalid")


@pytest.mark.parametrize(("asked", "given"), [("0", 1), ("1000", 13), ("x", 13), ("-5", 1)])
def test_page_sizes_are_kept_in_bounds(olivia, asked, given):
    assert len(olivia.call("GET", f"/users/?page_size={asked}").json()["results"]) == given


def test_a_page_costs_one_query_and_no_count(olivia):
    olivia.call("GET", "/users/")
    with statements(3):  # session, who asks, the page
        olivia.call("GET", "/users/?page_size=5")
