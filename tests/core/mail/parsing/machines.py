"""Mails of machines and mails of people that look alike: (head lines, body or parts)."""

from tests.core.mail.parsing.build import mail, multi, part, plain

DAEMON = "From: Mail Delivery System <MAILER-DAEMON@mx.example>\r\nTo: support@acme.localhost\r\nSubject: {}\r\nReturn-Path: <>\r\n"
RETURNED = "From: support@acme.localhost\r\nTo: gone@kunde.example\r\nMessage-ID: <out7@acme.localhost>\r\nSubject: Your ticket\r\n\r\n"


def daemon(subject: str, body: str) -> bytes:
    """A bounce without a machine-readable part."""
    return mail(body, head=DAEMON.format(subject))


def report(fields: str, kind: str = "message/rfc822", report_type: str = "delivery-status") -> bytes:
    """A multipart/report with the returned mail."""
    status = f"Reporting-MTA: dns; mx.example\r\n\r\n{fields}\r\n"
    raw = multi(
        f'report; report-type={report_type}', part("It did not work."), part(status, "message/delivery-status"), part(RETURNED, kind)
    )  # fmt: skip
    return raw.replace(
        b"From: Anna Berg <anna@kunde.example>", b"From: MAILER-DAEMON@mx.example (Mail Delivery System)"
    )


FAILED = "Final-Recipient: rfc822; gone@kunde.example\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown"
# name -> (raw, recipient, status, hard, original id)
BOUNCES = {
    "dsn": (report(FAILED), "gone@kunde.example", "5.1.1", True, "out7@acme.localhost"),
    "dsn-headers": (report(FAILED, "text/rfc822-headers"), "gone@kunde.example", "5.1.1", True, "out7@acme.localhost"),
    "dsn-full": (report(FAILED.replace("5.1.1", "5.2.2").replace("User unknown", "over quota")), "gone@kunde.example", "5.2.2", False, "out7@acme.localhost"),
    "dsn-delayed": (report(FAILED.replace("failed", "delayed").replace("5.1.1", "4.4.1")), "gone@kunde.example", "4.4.1", False, "out7@acme.localhost"),
    "dsn-two": (report("Final-Recipient: rfc822; ok@x.example\r\nAction: relayed\r\nStatus: 2.0.0\r\n\r\n" + FAILED), "gone@kunde.example", "5.1.1", True, "out7@acme.localhost"),
    "qmail": (
        daemon("failure notice", "Hi. This is the qmail-send program at mx.example.\r\nI'm afraid I wasn't able to deliver your message.\r\n\r\n"
               "<gone@kunde.example>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n\r\n--- Below this line is a copy of the message.\r\n\r\n"
               "Return-Path: <support@acme.localhost>\r\nMessage-ID: <out7@acme.localhost>\r\n"),
        "gone@kunde.example", "5.1.1", True, "out7@acme.localhost"),
    "exim": (
        mail("This message was created automatically by mail delivery software.\r\nA message that you sent could not be delivered:\r\n\r\n"
             "  gone@kunde.example\r\n    550 No such user\r\n\r\nMessage-Id: <out7@acme.localhost>\r\n",
             "X-Failed-Recipients: gone@kunde.example", head=DAEMON.format("Mail delivery failed: returning message to sender")),
        "gone@kunde.example", "5.1.1", True, "out7@acme.localhost"),
    "exchange": (
        mail("Your message did not reach some or all of the intended recipients.\r\n\r\ngone@kunde.example\r\nThe e-mail address could not be found.\r\n#5.1.1\r\n",
             "In-Reply-To: <out7@acme.localhost>",
             head="From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@x.example>\r\nTo: support@acme.localhost\r\nSubject: Undeliverable: Your ticket\r\n"),
        "gone@kunde.example", "5.1.1", True, "out7@acme.localhost"),
    "exchange-de": (
        mail("Fehler bei der Nachrichtenzustellung an folgende Empfänger:\r\n\r\ngone@kunde.example\r\n550 5.1.10 RESOLVER.ADR.RecipientNotFound\r\n",
             "In-Reply-To: <out7@acme.localhost>", head="From: postmaster@x.example\r\nTo: support@acme.localhost\r\nSubject: Unzustellbar: Ihr Ticket\r\n"),
        "gone@kunde.example", "5.1.10", True, "out7@acme.localhost"),
    "sendmail": (
        daemon("Returned mail: see transcript for details", "----- The following addresses had permanent fatal errors -----\r\n<gone@kunde.example>\r\n"
               "    (reason: 550 5.1.1 <gone@kunde.example>... User unknown)\r\n"),
        "gone@kunde.example", "5.1.1", True, ""),
    "carrier-ja": (
        daemon("Mail System Error - Returned Mail", "次のあて先へのメッセージはエラーのため送信できませんでした。\r\n\r\n<gone@docomo.example>:\r\n550 Unknown user\r\n"),
        "gone@docomo.example", "5.1.1", True, ""),
    "quota": (daemon("Mail delivery failed", "<gone@kunde.example>: mailbox is full, over quota\r\n"), "gone@kunde.example", "", False, ""),
    "warning": (daemon("Warning: could not send message for past 4 hours", "<gone@kunde.example>\r\n451 4.4.1 timeout\r\n"), "gone@kunde.example", "4.4.1", False, ""),
    "no-from": (
        mail("<gone@kunde.example>:\r\nUser unknown\r\n", head="Return-Path: <>\r\nTo: support@acme.localhost\r\nSubject: Undelivered Mail Returned to Sender\r\n"),
        "gone@kunde.example", "", True, ""),
    "dsn-rewritten": (report("Original-Recipient: rfc822; gone@kunde.example\r\n" + FAILED.replace("gone@kunde", "box17@inner.kunde")), "gone@kunde.example", "5.1.1", True, "out7@acme.localhost"),
    "dsn-without-groups": (
        multi("report; report-type=delivery-status", part("Your message was not delivered to\r\n\r\n    gone@kunde.example\r\n\r\nIt is too large for us."),
              part("Reporting-MTA: dns; mx.example\r\n", "message/delivery-status")).replace(b"Anna Berg <anna@kunde.example>", b"postmaster@mx.example"),
        "gone@kunde.example", "", False, ""),
    "label": (daemon("Undelivered mail", "The affected recipient follows.\r\n\r\nError-for:  gone@kunde.example\r\nError-Text: 554 looping\r\n"), "gone@kunde.example", "5.0.0", True, ""),
    "gateway": (
        mail("*** Message from the gateway ***\r\n\r\nSent <<< RCPT TO:<gone@kunde.example>\r\nReceived >>> 550 5.1.1 unknown user.\r\n",
             head="From: imss@filter.example\r\nTo: support@acme.localhost\r\nSubject: Mail could not be delivered\r\n"),
        "gone@kunde.example", "5.1.1", True, ""),
    "exchange-5.5": (
        daemon("Undeliverable: Your ticket", "Your message\r\n\r\n  To: support@acme.localhost\r\n\r\ndid not reach the following recipient(s):\r\n\r\n"
               "c=US;a= ;p=KUNDE;dda:SMTP=gone@kunde.example; on Fri, 4 Oct 2024 17:12:28 +0200\r\n    Unknown recipient\r\n"),
        "gone@kunde.example", "", True, ""),
    "postponed": (
        daemon("Mail delivery warning", 'Delivery of mail to this address\r\n\r\n"gone@kunde.example"\r\n\r\nhas been postponed due to a full mailbox.\r\n'),
        "gone@kunde.example", "", False, ""),
    "list-item": (daemon("Delivery status notification", "Delivery to the following recipients failed permanently:\r\n\r\n   * gone@kunde.example\r\n"), "gone@kunde.example", "", False, ""),
    "copy-names-it": (
        daemon("Returned mail", "I'm afraid I wasn't able to deliver the following message.\r\n\r\n---Below this line is a copy of the message.\r\n\r\n"
               "From: support@acme.localhost\r\nTo: Gone <gone@kunde.example>\r\nMessage-ID: <out7@acme.localhost>\r\n"),
        "gone@kunde.example", "", False, "out7@acme.localhost"),
    "not-whom-it-refused": (
        daemon("Mail Delivery Problem", "Your mail to the following recipients could not be delivered because they are not accepting mail from news@acme.localhost:\r\n\tgone\r\n"),
        "gone@mx.example", "", False, ""),
    "chinese": (daemon("系统退信", "抱歉，您的邮件被退回来了\r\n\r\n收信人（gone@kunde.example）：该邮件地址不存在\r\n"), "gone@kunde.example", "", True, ""),
    "sender-named-first": (
        daemon("Returned Mail: Your ticket", "The original message was received at Thu, 29 Apr 2010\r\nfrom anna@other.example\r\n\r\n"
               "---The following addresses had delivery errors---\r\n\r\ngone@kunde.example [User unknown]\r\n"),
        "gone@kunde.example", "", True, ""),
    "wrapped-by-a-gateway": (
        multi("mixed", part("See the attached report."),
              part(f"From: postmaster@x.example\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n{FAILED}\r\n--b--", "message/rfc822"))
        .replace(b"Anna Berg <anna@kunde.example>", b"postmaster@x.example").replace(b"Subject: Question", b"Subject: Delivery Status Notification (Failure)"),
        "gone@kunde.example", "", False, ""),
    "carrier-no-reply": (
        mail("Your mail could not be delivered to: <gone@kunde.example>\r\nAs their mailbox is full.\r\n",
             head="From: no-reply@carrier.example\r\nTo: support@acme.localhost\r\nSubject: Mail System Error - Returned Mail\r\n"),
        "gone@kunde.example", "", False, ""),
    "empty-from": (
        mail("<gone@kunde.example>: user unknown\r\n", head='Return-Path: <bounces@list.example>\r\nFrom: "Mail System" <>\r\nTo: support@acme.localhost\r\nSubject: Mail Error\r\n'),
        "gone@kunde.example", "", True, ""),
    "no-valid-user": (daemon("Your mail", "You sent mail to gone@kunde.example. That's not a valid user here.\r\n"), "gone@kunde.example", "", False, ""),
    "french": (daemon("Non remis : votre demande", "Votre message n'a pas pu être délivré à\r\ngone@kunde.example\r\n"), "gone@kunde.example", "", False, ""),
    "russian": (daemon("Ваше сообщение не доставлено", "Ваше письмо не может быть доставлено.\r\nLocal mailbox gone@kunde.example is unavailable: user not found\r\n"), "gone@kunde.example", "", True, ""),
}  # fmt: skip


def subject(text: str, *extra: str) -> bytes:
    """A mail of Anna with another subject."""
    return plain("I am away until Monday.", *extra).replace(b"Subject: Question", f"Subject: {text}".encode())


AUTO_REPLIES = {
    "auto-submitted": plain("away", "Auto-Submitted: auto-replied (vacation)"),
    "x-autoreply": plain("away", "X-Autoreply: yes"),
    "x-autorespond": plain("away", "X-Autorespond: Re: x"),
    "precedence": plain("away", "Precedence: auto_reply"),
    "null-sender": plain("We got your mail.", "Return-Path: <>", "Precedence: bulk"),
    "preference": plain("away", "Preference: auto_reply"),
    "x-precedence": plain("away", "X-Precedence: auto_reply"),
    "autoresponse": plain("away", "X-Autoresponse: yes"),
    "generated-vacation": plain("away", "Auto-Submitted: auto-generated (vacation)"),
    "rule-of-a-mailbox": plain("We close at noon.", "X-MS-Exchange-Inbox-Rules-Loop: a@kunde.example", "X-Auto-Response-Suppress: All"),
    "asks-who-we-are": plain("Please prove that you are a person.", "X-Choicemail-Registration-Request: 4711"),
    "delivered-to": plain("away", "Delivered-To: Autoresponder"),
    "post-class": plain("away", "X-POST-MessageClass: 9; Autoresponder"),
    "receipt": multi("report; report-type=disposition-notification", part("Your mail was displayed."), part("Disposition: x", "message/disposition-notification")),
    **{f"subject-{number}": subject(text) for number, text in enumerate((
        "Automatic reply: Router", "Auto-Reply: x", "Out of Office: Anna", "Out of office", "OOO: back Monday", "Automatische Antwort: Router",
        "Abwesenheitsnotiz", "Abwesend: Anna", "Réponse automatique : Routeur", "Absence du bureau", "Respuesta automática: x",
        "Resposta automática: x", "Risposta automatica: x", "Automatisch antwoord: x", "Autosvar: x", "Automatiskt svar: x",
        "Automatisk svar: x", "Automaattinen vastaus: x", "Odpowiedź automatyczna: x", "Automatická odpověď: x", "Automatikus válasz: x",
        "Răspuns automat: x", "Автоматический ответ: x", "Автоматична відповідь: x", "Αυτόματη απάντηση: x", "Otomatik yanıt: x",
        "自動応答: x", "【自動返信】x", "不在通知: x", "自动答复: x", "自動回覆: x", "자동 회신: x", "부재중: x", "Trả lời tự động: x",
        "תגובה אוטומטית: x", "رد تلقائي: x", "Out of Office Re: Router", "Out of the office until Monday", "Away from my mail",
        "Anna Berg is out of the office.", "Anna Berg ist außer Haus.", "AUTO: Anna Berg is out of the office (returning 05/01/2026)",
        "I am out of the office until Monday", "This is an automated reply", "Your question [Automatic reply]", "Im Urlaub bis Montag",
        "Fuori sede: x", "Ausência temporária", "[Kunde IT #4711] AutoReply: Router", "Router (Automatic Response)",
    ))},
}  # fmt: skip
BULK = {
    "forwarded-by-a-rule": subject("FW: Router", "X-MS-Exchange-Inbox-Rules-Loop: a@kunde.example", "X-Auto-Response-Suppress: All"),
    "list-id": plain("x", "List-Id: <news.example>"), "unsubscribe": plain("x", "List-Unsubscribe: <mailto:u@x.example>"),
    "bulk": plain("x", "Precedence: bulk"), "junk": plain("x", "Precedence: junk"), "generated": plain("x", "Auto-Submitted: auto-generated"),
    "notified": plain("x", "Auto-Submitted: auto-notified; owner-email=x"), "x-loop": plain("x", "X-Loop: support@acme"),
    "suppress": plain("x", "X-Auto-Response-Suppress: All"),
    "no-reply": plain("x").replace(b"anna@kunde", b"no-reply@shop"), "arf": multi("report; report-type=feedback-report", part("abuse")),
    "delivered": report(FAILED.replace("failed", "delivered").replace("5.1.1", "2.0.0")),
}  # fmt: skip
PEOPLE = {
    "plain": plain("Hello"),
    "without-from": plain("My colleague is an unknown user to you.", "Return-Path: <anna@kunde.example>").replace(b"From: Anna Berg <anna@kunde.example>\r\n", b""),
    "auto-submitted-no": plain("Hello", "Auto-Submitted: no"),
    "auto-forwarded": plain("Hello", "Auto-Submitted: auto-forwarded"),
    "reply-to-absence": subject("Re: Automatic reply: Router"),
    "asks-about-absence": subject("Out of office replies do not work"),
    "asks-about-bounces": subject("Mail delivery failed when I wrote to you"),
    "quotes-a-bounce": plain("I got this: 550 5.1.1 user unknown. What now?"),
    "pastes-a-bounce": plain("Your answer came back to me, why?\r\n\r\nThe following address failed:\r\n  <anna@kunde.example>: could not be delivered\r\n").replace(b"Subject: Question", b"Subject: Undelivered mail returned to sender"),
    "parcel": plain("My parcel has been returned, it could not be delivered.\r\nwrite to me at\r\nanna@kunde.example\r\n").replace(b"Subject: Question", b"Subject: Delivery failed"),
    "priority": plain("Hello", "Precedence: first-class", "X-Auto-Response-Suppress: DR, RN"),
    "car": subject("Auto: Reifen wechseln"),
    "asks-who-is-away": subject("Who knows why Anna is out of the office?"),
    "answers-an-absence-note": subject("Re: Your question [Automatic reply]"),
    "broken-on-holiday": subject("Im Urlaub kaputt gegangen"),
    "is-autumn": subject("Autumn collection, order 12"),
    "on-vacation": subject("On vacation my router broke"),
    "automatic-door": subject("Automatic door does not open"),
    "forwards-a-report": multi("mixed", part("see this bounce"), part(FAILED, "message/delivery-status")),
    "postmaster-in-name": plain("Hello").replace(b"Anna Berg", b"Anna Postmaster-Berg"),
}  # fmt: skip
