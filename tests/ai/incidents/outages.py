"""Invented tickets: five outages in the words of different customers, and what comes on any other day."""

from __future__ import annotations

Said = tuple[str, str]  # subject, text

CHECKOUT: tuple[Said, ...] = (
    ("Checkout is broken", "Since about ten minutes I cannot pay. The checkout shows error 500 after I enter my card."),
    ("Can't pay", "Hi, when I click on Pay now the checkout page only says Internal server error. I tried three times."),
    ("Payment page error", "Your payment page gives an error 500. I want to finish my order, please help."),
    ("Order can not be completed", "I get an error at checkout when paying with my credit card. Is there a problem on your side?"),
    ("error at checkout", "hello the checkout does not work, error 500, tried with chrome and safari"),
    ("Problem paying", "The checkout fails with an error message after entering card details. Are your payments down?"),
    ("Bezahlen geht nicht", "Beim Bezahlen an der Kasse kommt seit heute Mittag Fehler 500. Bitte um Hilfe."),
    ("Checkout error", "The checkout page says error 500 when I want to pay my order. Please fix it."),
    ("Cannot finish my order", "After I enter my credit card at the checkout there is an error, I cannot pay."),
    ("Error when paying", "I cannot pay, the checkout gives error 500 with every card."),
)  # fmt: skip
LOGIN: tuple[Said, ...] = (
    (
        "Cannot log in",
        "I can't log in since this morning, the page just keeps loading after I enter my password.",
    ),
    ("Login not working", "Login is not working for anybody in our team. It hangs after the password."),
    ("Sign-in problem", "When I try to sign in the page loads forever. My password is right."),
    ("can't access my account", "I cannot sign in to my account, after the login form nothing happens."),
    ("Login down?", "Is your login down? Nobody here can log in, spinner forever."),
    ("Anmeldung geht nicht", "Ich kann mich seit heute morgen nicht anmelden, die Seite lädt ewig."),
    ("Unable to login", "Unable to log in, the sign in page never finishes loading."),
)
WEBHOOKS: tuple[Said, ...] = (
    ("Webhooks delayed", "Our webhooks arrive more than an hour late since this morning."),
    ("Webhook delay", "We see a large delay of webhook deliveries today, about 50 minutes."),
    ("No webhooks", "We do not receive any webhooks for new orders since 9:00. Is there an outage?"),
    ("webhooks are late", "Webhook events come in with big delay. Please check your queue."),
    ("Delay in webhook delivery", "Since about 8:45 webhook calls are delayed by 40-60 minutes."),
    ("Webhooks", "Are there problems with webhooks? We are missing events of the last hour."),
)
EXPORT: tuple[Said, ...] = (
    ("Export funktioniert nicht", "Der CSV-Export bricht seit dem Update mit einer Fehlermeldung ab."),
    ("Fehler beim Export", "Beim Export der Berichte als CSV erscheint seit gestern eine Fehlermeldung."),
    ("CSV Export defekt", "Seit dem letzten Update können wir keine CSV-Dateien mehr exportieren."),
    ("Berichte exportieren geht nicht", "Der Export von Berichten geht seit dem Update nicht mehr, es kommt ein Fehler."),
    ("Kein Export möglich", "Hallo, der Export nach CSV bricht immer ab. Bitte um schnelle Hilfe."),
)  # fmt: skip
UNLIKE: tuple[Said, ...] = (
    ("Invoice address", "Please put our new address on the next invoices: Harbour Street 12."),
    ("Dark mode", "Is there a dark mode for the mobile app? My eyes would be thankful."),
    ("Parcel late", "My parcel was due on Monday and the tracking has not moved since."),
    ("Data protection agreement", "Our lawyers ask for a signed data processing agreement with you."),
    ("Add a colleague", "How do I invite a colleague to our workspace, and what does the seat cost?"),
    ("Umlaute im Bericht", "Im monatlichen Bericht werden Umlaute falsch dargestellt. Woran liegt das?"),
    ("Calendar begins on Sunday", "Can the calendar begin on a Monday instead of a Sunday?"),
    ("Refund for returned shoes", "I sent the shoes back two weeks ago and wait for my money."),
    ("Cancel subscription", "I would like to end my subscription at the end of the year."),
    ("Praise", "Your colleague Ana was wonderful on the phone yesterday. Thank you so much!"),
    ("Size of chairs", "Which height do the oak chairs have, and do you have them in white?"),
    ("Photo upload", "Photos above ten megabytes are turned upside down after uploading."),
)
OUTAGES = {"checkout": CHECKOUT, "login": LOGIN, "webhooks": WEBHOOKS, "export": EXPORT}
