"""The customer's words stay, what they quote goes, and in doubt everything stays."""

import pytest

from core.mail.parsing import read
from core.mail.parsing.reply import DELIMITER, Reply, plain, trim
from tests.core.mail.parsing.build import html, mail, multi, part
from tests.core.mail.parsing.replies import ABOVE, ANNOUNCED, BARE_OLD, BLOCKS, MARKED, NEW, OLD, RULES, above


@pytest.mark.parametrize("name", ANNOUNCED)
def test_announced_quotation_goes(name: str) -> None:
    reply = plain(above(ANNOUNCED[name]))

    assert reply.new == NEW
    assert reply.quoted == f"{ANNOUNCED[name]}\n{OLD}"


@pytest.mark.parametrize("name", ANNOUNCED)
def test_announced_quotation_without_marks_goes(name: str) -> None:
    assert plain(above(ANNOUNCED[name], BARE_OLD)).new == NEW


@pytest.mark.parametrize("name", BLOCKS)
def test_header_block_goes(name: str) -> None:
    reply = plain(above(BLOCKS[name], f"\n{BARE_OLD}"))

    assert reply.new == NEW
    assert reply.quoted.startswith(BLOCKS[name].split("\n")[0])


@pytest.mark.parametrize("word", ["ok", "No", "5", "是"])
def test_the_shortest_answer_stands_alone(word: str) -> None:
    assert plain(f"{word}\n\n{ANNOUNCED['gmail-en']}\n\n{OLD}\n").new == word


def test_an_answer_without_a_word_keeps_everything() -> None:
    assert plain(f"…\n\n{ANNOUNCED['gmail-en']}\n{OLD}\n").quoted == ""


def test_an_announcement_behind_the_last_word() -> None:
    reply = plain(f"Yes please {ANNOUNCED['gmail-en']}\n{OLD}\n")

    assert (reply.new, reply.quoted) == ("Yes please", f"{ANNOUNCED['gmail-en']}\n{OLD}")


def test_a_date_and_a_mailbox_announce_marked_lines_only() -> None:
    line = "2026/1/5 Support <support@acme.localhost>"

    assert plain(above(line)).new == NEW
    assert plain(above(line, BARE_OLD)).quoted == ""


@pytest.mark.parametrize("line", MARKED)
def test_a_name_alone_announces_marked_lines_only(line: str) -> None:
    assert plain(above(line)).new == NEW
    assert plain(above(line, BARE_OLD)).quoted == ""


@pytest.mark.parametrize("rule", RULES)
def test_a_ruled_line_goes(rule: str) -> None:
    assert plain(above(f"-----{rule}-----", f"\n{BARE_OLD}")).new == NEW


@pytest.mark.parametrize("line", ABOVE)
def test_below_another_helpdesks_line_all_is_old(line: str) -> None:
    reply = plain(above(line, f"\n{BARE_OLD}"))

    assert reply.new.removesuffix("\n\n—-—-—-—") == NEW
    assert "router" in reply.quoted


def test_a_person_who_writes_of_a_line_is_heard() -> None:
    said = "Please sign the form above this line of text and send it back.\nThanks"

    assert plain(said) == Reply(said)


def test_vs_is_an_answer_in_finnish_and_a_forward_in_danish() -> None:
    finnish, danish = (above(BLOCKS[name], f"\n{BARE_OLD}") for name in ("outlook-fi", "outlook-da"))

    assert trim(finnish, subject="VS: Router").new == NEW
    assert trim(danish, subject="VS: Router").quoted == ""


def test_a_journey_is_no_header_block() -> None:
    said = "I need a ticket.\n\nFrom: Berlin\nTo: Munich\nDate: 5 May\n\nThanks"

    assert plain(said) == Reply(said)


def test_a_header_block_above_all_words_is_the_mails_own() -> None:
    own = f"{BLOCKS['outlook-pl']}\n\n{NEW}"

    assert plain(f"{own}\n\n{ANNOUNCED['gmail-pl']}\n{OLD}\n").new == own


def test_a_link_whose_second_half_lost_the_mark_goes_with_the_quotation() -> None:
    broken = "> see the page (https://acme.localhost/help\n_once=3dd518)\n> Support"

    assert plain(above(ANNOUNCED["gmail-en"], broken)).new == NEW


def test_a_header_block_that_lost_its_line_ends() -> None:
    line = "Date: Mon, 5 Jan 2026 09:00 +0100 From: support@acme.localhost To: Anna Subject: Router"

    assert plain(above(line, f"\n{BARE_OLD}")).new == NEW


def test_a_link_that_broke_out_of_the_quotation_goes_with_it() -> None:
    broken = "> please see\n (https://acme.localhost/help/restart-\nyour-router?x=1) >\n> Support"

    assert plain(above(ANNOUNCED["gmail-en"], broken)).new == NEW


def test_arrows_around_a_link_are_no_quotation() -> None:
    said = "Look here:\n>>> https://kunde.example <<<\nIt is broken."

    assert plain(said) == Reply(said)


def test_answers_below_a_quoted_delimiter_are_kept() -> None:
    body = f"{ANNOUNCED['gmail-en']}\n> {DELIMITER}\n> Which colour?\nBlue.\n> Which size?\nLarge.\n"

    assert "Blue." in plain(body).new
    assert "Large." in plain(body).new


def test_no_hole_is_left_where_a_quotation_was() -> None:
    assert plain(f"Yes.\n\n{ANNOUNCED['gmail-en']}\n{OLD}\n\n\nAnna\n").new == "Yes.\n\nAnna"


def test_own_delimiter_comes_first() -> None:
    body = f"Yes please\n\nAcme Support schrieb:\n{DELIMITER}\n\nYour ticket was updated."

    assert plain(body).new.startswith("Yes please")
    assert "updated" not in plain(body).new


def test_answer_below_the_quotation() -> None:
    assert plain(f"{ANNOUNCED['gmail-en']}\n{OLD}\n\n{NEW}\n").new == NEW


def test_answers_between_the_quotations_keep_them() -> None:
    body = f"{ANNOUNCED['gmail-en']}\n> Which colour?\nBlue.\n> Which size?\nLarge.\n> Bye\n"
    reply = plain(body)

    assert reply.new == f"{ANNOUNCED['gmail-en']}\n> Which colour?\nBlue.\n> Which size?\nLarge."
    assert reply.quoted == "> Bye"


@pytest.mark.parametrize(
    "sign",
    [
        "-- \nAnna Berg\nKunde GmbH",
        "--\nAnna Berg",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Get Outlook for iOS",
    ],
)
def test_signature_is_set_apart(sign: str) -> None:
    assert plain(f"Please call me back.\n\n{sign}") == Reply("Please call me back.", signature=sign)


@pytest.mark.parametrize(
    "body",
    [
        "Just a question: when do you open?",
        "He wrote: all is fine.\nI do not think so.",
        "I tried it on 5 Jan 2026 at 09:00.\nIt failed:\nerror 17",
        "Steps:\n1. open\n2. click\n\nFrom: the menu\nit fails",
        "a -- b\n\nc",
        "",
        "-- \nonly a signature",
        "> only a quotation",
        f"{ANNOUNCED['gmail-en']}\n{OLD}",
        "From: Berlin\nTo: Paris\n\nI want to travel. What does it cost?",
    ],
)
def test_kept_as_it_is(body: str) -> None:
    assert plain(body) == Reply(body)


def test_short_answer_above_a_long_thread() -> None:
    assert plain(f"Yes\n\n{ANNOUNCED['gmail-en']}\n" + "> old\n" * 2_000).new == "Yes"


def test_forwarded_mail_is_news() -> None:
    body = (
        f"See below.\n\n---------- Forwarded message ---------\n{BLOCKS['outlook-en']}\n\nMy order is lost."
    )

    assert plain(body).new == body
    assert trim(above(BLOCKS["outlook-en"]), subject="FW: Router").new.endswith("Support")


OUTLOOK = (
    '<div><p>Thanks, that works now.</p></div><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm'
    ' 0cm 0cm"><p><b>From:</b> Support<br><b>Sent:</b> Monday, January 5, 2026<br><b>To:</b> Anna<br><b>Subject:</b> x</p></div></div>'
    "<p>old words</p>"
)
PAGES = {
    "gmail": '<div>Thanks, that works now.</div><br><div class="gmail_quote"><div class="gmail_attr">On Mon, Jan 5, 2026 at 9:00'
    ' AM Support wrote:<br></div><blockquote class="gmail_quote"><p>old words</p></blockquote></div>',
    "gmail-old": '<div>Thanks, that works now.</div><div class="gmail_extra"><br><div class="gmail_quote">On 5 Jan 2026 09:00, Support wrote:<br>'
    '<blockquote class="gmail_quote">old words</blockquote></div></div>',
    "apple": 'Thanks, that works now.<br><div><blockquote type="cite"><div>On 5 Jan 2026, at 09:00, Support wrote:</div><br>'
    "<div>old words</div></blockquote></div>",
    "thunderbird": '<p>Thanks, that works now.</p><div class="moz-cite-prefix">Am 05.01.26 um 09:00 schrieb Support:<br></div>'
    '<blockquote type="cite" cite="mid:x@y">old words</blockquote>',
    "thunderbird-below": '<div class="moz-cite-prefix">On 1/5/26 09:00, Support wrote:<br></div><blockquote type="cite">old words'
    "</blockquote><p>Thanks, that works now.</p>",
    "outlook": OUTLOOK,
    "owa": '<div>Thanks, that works now.</div><div id="appendonsend"></div><hr style="width:98%"><div id="divRplyFwdMsg"><b>From:</b> Support<br>'
    "<b>Sent:</b> Monday<br><b>Subject:</b> x</div><div>old words</div>",
    "owa-nested": '<div><div>Thanks, that works now.</div><div><hr><div id="x_divRplyFwdMsg"><b>Von:</b> Support</div></div></div><div>old words</div>',
    "outlook-mobile": '<div>Thanks, that works now.</div><div id="ms-outlook-mobile-reference-message"><div>old words</div></div>',
    "yahoo": '<div>Thanks, that works now.</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>On Monday, January 5, 2026, Support wrote:</div>old words</div>',
    "proton": '<div>Thanks, that works now.</div><div class="protonmail_quote">On Monday, January 5th, 2026 at 9:00, Support wrote:<blockquote type="cite">old words</blockquote></div>',
    "gmx": '<div>Thanks, that works now.<div name="quote"><div><b>Gesendet:</b> Montag<br><b>Von:</b> Support</div><div>old words</div></div></div>',
    "zimbra": '<div>Thanks, that works now.</div><hr id="zwchr"><div><b>De: </b>Support<br>old words</div>',
    "delimiter": "<div>Thanks, that works now.</div><div>##- Bitte antworten Sie oberhalb dieser Zeile -##</div><p>old words</p>",
    "horde": '<p>Thanks, that works now.</p><p>Zitat von Support &lt;s@acme.localhost&gt;:</p><blockquote type="cite">old words</blockquote>',
    "quote-announced": "<div>Thanks, that works now.</div><div>Jan 5, 2026 09:00:00 Support &lt;s@acme.localhost&gt;:</div><blockquote>old words</blockquote>",
    "other-helpdesk": "<p>Thanks, that works now.</p><div>## Please type your reply above this line. ##</div><div>old words</div>",
    "text-rules": "<div>Thanks, that works now.</div><div><br>On Mon, Jan 5, 2026 at 9:00 AM Support wrote:</div><div>old words</div>",
}


@pytest.mark.parametrize("name", PAGES)
def test_structure_of_html(name: str) -> None:
    found = read(html(PAGES[name]))

    assert found.text_clean == "Thanks, that works now."
    assert "old words" in found.quoted
    assert "old words" in found.html_safe
    if name != "text-rules":
        shown, _, folded = found.html_safe.partition('<details class="quoted"><summary>')
        assert "Thanks" in shown or "Thanks" in folded.partition("</details>")[2]
        assert "old words" not in shown
        assert folded.count("<summary>") == 0


def test_html_answers_between_quotations_stay_open() -> None:
    page = '<blockquote type="cite">Which colour?</blockquote><p>Blue it is.</p><blockquote type="cite">Which size?</blockquote><p>Large please.</p>'
    found = read(html(page))

    assert "details" not in found.html_safe
    assert found.text_clean == "Which colour?\n\nBlue it is.\n\nWhich size?\n\nLarge please."


def test_what_a_customer_quotes_from_elsewhere_stays() -> None:
    page = "<p>You wrote in your manual:</p><blockquote>Press twice.</blockquote><p>But it does not work.</p>"
    found = read(html(page))

    assert "Press twice." in found.text_clean
    assert found.quoted == ""


def test_html_quotation_alone_stays_open() -> None:
    found = read(html('<div class="gmail_quote">all there is</div>'))

    assert (found.text_clean, found.quoted) == ("all there is", "")
    assert "details" not in found.html_safe


def test_html_forward_stays_open() -> None:
    page = '<div>fyi</div><div class="gmail_quote">---------- Forwarded message ---------<br>From: Bob<br>My order is lost</div>'

    apple = '<div>fyi<br>Begin forwarded message:<br><blockquote type="cite">From: Bob<br>My order is lost</blockquote></div>'

    assert read(html(page)).text_clean.endswith("My order is lost")
    assert read(html(apple)).text_clean.endswith("My order is lost")
    assert read(
        mail(OUTLOOK, "Content-Type: text/html", head="From: a@b.c\r\nSubject: WG: x\r\n")
    ).text_clean.endswith("old words")


def test_both_forms_are_trimmed_by_the_html() -> None:
    found = read(multi("alternative", part(above(ANNOUNCED["gmail-en"])), part(PAGES["gmail"], "text/html")))

    assert found.text_clean == "Thanks, that works now."
    assert found.text.startswith(NEW)
