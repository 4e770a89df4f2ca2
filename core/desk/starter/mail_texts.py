"""What the desk writes by itself, in English and German; in French and Spanish: mail_texts_fr_es.py.

People edit these. `ticket_received_away` is for what arrives outside of opening hours.

Variables: customer (first name), organization, number, merged, subject, reply_time, next_opening, articles,
link, agent, body, inviter, role, minutes, days. One that is missing leaves nothing behind.
"""

# ruff: noqa: E501
from __future__ import annotations

# key, language, subject, body
MAIL_TEXTS = (
    (
        "ticket_received", "en", "[{{ number }}] {{ subject }}",
        "Hello {{ customer }},\n\n"
        "thank you for writing to {{ organization }}. Your message has arrived and carries the number {{ number }}. "
        "You will usually have an answer within {{ reply_time }}.\n\n"
        "If there is something to add, simply answer this mail. You can also follow your request here:\n{{ link }}\n\n"
        "{{ articles }}\n\n"
        "Kind regards\n{{ organization }}",
    ),
    (
        "ticket_received", "de", "[{{ number }}] {{ subject }}",
        "Guten Tag {{ customer }},\n\n"
        "vielen Dank für Ihre Nachricht an {{ organization }}. Sie ist angekommen und hat die Nummer {{ number }}. "
        "In der Regel antworten wir innerhalb von {{ reply_time }}.\n\n"
        "Wenn Sie etwas ergänzen möchten, antworten Sie einfach auf diese E-Mail. "
        "Den Stand Ihrer Anfrage sehen Sie hier:\n{{ link }}\n\n"
        "{{ articles }}\n\n"
        "Freundliche Grüße\n{{ organization }}",
    ),
    (
        "ticket_received_away", "en", "[{{ number }}] {{ subject }}",
        "Hello {{ customer }},\n\n"
        "thank you for writing to {{ organization }}. Your message has arrived and carries the number {{ number }}. "
        "Our desk is closed at the moment; we are back {{ next_opening }} and will read your message then.\n\n"
        "You can add to it by answering this mail, or follow it here:\n{{ link }}\n\n"
        "{{ articles }}\n\n"
        "Kind regards\n{{ organization }}",
    ),
    (
        "ticket_received_away", "de", "[{{ number }}] {{ subject }}",
        "Guten Tag {{ customer }},\n\n"
        "vielen Dank für Ihre Nachricht an {{ organization }}. Sie ist angekommen und hat die Nummer {{ number }}. "
        "Im Moment ist niemand am Platz; wir sind {{ next_opening }} wieder da und lesen Ihre Nachricht dann.\n\n"
        "Ergänzungen schicken Sie einfach als Antwort auf diese E-Mail. Den Stand sehen Sie hier:\n{{ link }}\n\n"
        "{{ articles }}\n\n"
        "Freundliche Grüße\n{{ organization }}",
    ),
    (
        "request_merged", "en", "[{{ number }}] Your request {{ merged }} goes on under a new number",
        "Hello {{ customer }},\n\n"
        "your request {{ merged }} belongs together with {{ number }}, so both go on as one under the number {{ number }}. "
        "Nothing of what you wrote is lost, and there is nothing you need to do.\n\n"
        "If there is something to add, simply answer this mail. You can also follow your request here:\n{{ link }}\n\n"
        "Kind regards\n{{ organization }}",
    ),
    (
        "request_merged", "de", "[{{ number }}] Ihre Anfrage {{ merged }} läuft unter einer neuen Nummer weiter",
        "Guten Tag {{ customer }},\n\n"
        "Ihre Anfrage {{ merged }} gehört mit {{ number }} zusammen. Beide laufen deshalb gemeinsam unter der Nummer {{ number }} weiter. "
        "Von dem, was Sie geschrieben haben, geht nichts verloren, und Sie müssen nichts weiter tun.\n\n"
        "Wenn Sie etwas ergänzen möchten, antworten Sie einfach auf diese E-Mail. "
        "Den Stand Ihrer Anfrage sehen Sie hier:\n{{ link }}\n\n"
        "Freundliche Grüße\n{{ organization }}",
    ),
    ("agent_reply", "en", "Re: {{ subject }}", "{{ body }}\n\n{{ agent }}\n{{ organization }}"),
    ("agent_reply", "de", "Re: {{ subject }}", "{{ body }}\n\n{{ agent }}\n{{ organization }}"),
    (
        "portal_link", "en", "Your sign-in link for {{ organization }}",
        "Hello {{ customer }},\n\n"
        "with this link you sign in to the help centre of {{ organization }} and see your requests:\n{{ link }}\n\n"
        "It is valid for {{ minutes }} minutes and works once. If you did not ask for it, you can ignore this mail.\n\n"
        "{{ organization }}",
    ),
    (
        "portal_link", "de", "Ihr Anmeldelink für {{ organization }}",
        "Guten Tag {{ customer }},\n\n"
        "mit diesem Link melden Sie sich im Hilfe-Center von {{ organization }} an und sehen Ihre Anfragen:\n"
        "{{ link }}\n\n"
        "Er gilt {{ minutes }} Minuten und funktioniert einmal. "
        "Haben Sie ihn nicht angefordert, können Sie diese E-Mail ignorieren.\n\n"
        "{{ organization }}",
    ),
    (
        "agent_invitation", "en", "{{ inviter }} invites you to the desk of {{ organization }}",
        "Hello,\n\n"
        "{{ inviter }} would like you to join the desk of {{ organization }} as {{ role }}. "
        "Choose a name and a password here:\n{{ link }}\n\n"
        "The invitation is valid for {{ days }} days.\n\n"
        "{{ organization }}",
    ),
    (
        "agent_invitation", "de", "{{ inviter }} lädt Sie an den Helpdesk von {{ organization }} ein",
        "Guten Tag,\n\n"
        "{{ inviter }} möchte Sie als {{ role }} in den Helpdesk von {{ organization }} aufnehmen. "
        "Namen und Passwort wählen Sie hier:\n{{ link }}\n\n"
        "Die Einladung gilt {{ days }} Tage.\n\n"
        "{{ organization }}",
    ),
    (
        "password_reset", "en", "Choose a new password for {{ organization }}",
        "Hello {{ agent }},\n\n"
        "somebody asked for a new password for your account at the desk of {{ organization }}. "
        "If it was you, choose one here within {{ minutes }} minutes:\n{{ link }}\n\n"
        "If it was not you, nothing has changed and nothing needs to be done.\n\n"
        "{{ organization }}",
    ),
    (
        "password_reset", "de", "Neues Passwort für {{ organization }} wählen",
        "Guten Tag {{ agent }},\n\n"
        "für Ihr Konto am Helpdesk von {{ organization }} wurde ein neues Passwort angefordert. "
        "Waren Sie das, wählen Sie es hier innerhalb von {{ minutes }} Minuten:\n{{ link }}\n\n"
        "Waren Sie es nicht, hat sich nichts geändert und Sie müssen nichts tun.\n\n"
        "{{ organization }}",
    ),
)  # fmt: skip
