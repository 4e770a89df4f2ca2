"""A ticket that is open to an overview alone is a row, and no link to a page that would be refused."""

from __future__ import annotations

import pytest

from tests.support.reach import bound

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("layout", ["list", "table", "board", "calendar"])
def test_what_may_not_be_opened_is_no_link(layout, browser, acme, people, wrote) -> None:
    ticket = wrote("Shut for Ben")
    ben = bound(people.ben, others="overview")
    path = f"/desk/?layout={layout}" + ("&dates=created" if layout == "calendar" else "")
    page = browser(acme, ben).get(path).content.decode()

    if layout != "calendar":
        assert "Shut for Ben" in page
    for words in (f"/desk/tickets/{ticket.number}/", "data-row=", "data-pick=", "data-card "):
        assert words not in page, words
    assert browser(acme, ben).get(f"/desk/tickets/{ticket.number}/").status_code == 403
    if layout != "calendar":
        assert f"/desk/tickets/{ticket.number}/" in browser(acme, people.ana).get(path).content.decode()
