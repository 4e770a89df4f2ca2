"""The 25 leaves of the starter taxonomy: key, name, the line triage reads, good examples, bad example, queue.

Two examples are English, one or two German, French or Spanish. The part before the dot is the group.
"""

# ruff: noqa: E501
from __future__ import annotations

LEAVES: tuple[tuple[str, str, str, tuple[str, ...], str, str], ...] = (
    (
        "account.sign_in", "Cannot sign in", "The customer cannot log in or is locked out; the password is not known to be the cause.",
        ("I cannot log in to my account since this morning, it says my session expired.", "After clicking sign in the page just returns to the login screen.",
         "Ich kann mich nicht mehr anmelden, mein Konto ist gesperrt.", "No puedo iniciar sesión en mi cuenta."),
        "How do I log in for the first time?", "Support",
    ),
    (
        "account.password", "Password or MFA", "Password reset, reset mail that does not arrive, two-factor codes, lost authenticator or phone.",
        ("The password reset e-mail never arrives.", "I have a new phone and the authenticator code is rejected, I need my two-factor reset.",
         "Ich habe mein Passwort vergessen und der Link ist abgelaufen.", "J'ai perdu mon téléphone et je ne reçois plus le code de vérification."),
        "Somebody else changed my password and I did not do it.", "Support",
    ),
    (
        "account.permissions", "Permissions", "Roles and access rights inside the workspace, invitations, adding or removing users.",
        ("Our new colleague has no access to the reports, can you grant her the admin role?", "The invitation for my team member says access denied.",
         "Mein Kollege hat keine Berechtigung für das Projekt, bitte Adminrechte vergeben."),
        "I cannot log in at all.", "Support",
    ),
    (
        "account.change", "Account change", "Changing the e-mail address, name, owner or company details of an account; merging or closing accounts.",
        ("Please change the e-mail address of my account to my new one.", "We need to transfer ownership of the workspace to another user because the owner left the company.",
         "Bitte ändern Sie die E-Mail-Adresse und den Namen meines Kontos.", "Quisiera cambiar el correo de mi cuenta."),
        "Please delete all personal data you hold about me.", "Support",
    ),
    (
        "billing.invoice", "Invoice question", "Questions about an invoice or charge: amount, VAT, address, missing receipt, unexpected amount.",
        ("Can you explain the amount on our last invoice? It is higher than usual.", "Please send the receipt for March with our VAT number and billing address on it.",
         "Auf der Rechnung fehlt unsere Umsatzsteuernummer.", "Nous n'avons pas reçu la facture du mois de mars."),
        "I want my money back for the last invoice.", "Billing",
    ),
    (
        "billing.payment_failed", "Payment failed", "A payment was declined or did not go through; card expired; payment method cannot be updated.",
        ("My credit card was declined although it works elsewhere.", "The payment failed and now our workspace shows a warning. How do we update the card?",
         "Die Zahlung ist fehlgeschlagen, meine Kreditkarte wurde abgelehnt.", "Mi tarjeta fue rechazada al pagar."),
        "I was charged twice and want the money back.", "Billing",
    ),
    (
        "billing.refund", "Refund", "The customer wants money back: charged twice, charged after cancelling, bought by mistake.",
        ("I was charged twice this month, please refund one of the payments.", "You billed me after I cancelled, I want my money back.",
         "Bitte erstatten Sie den doppelt abgebuchten Betrag.", "Je demande le remboursement du prélèvement."),
        "Can you explain this charge?", "Billing",
    ),
    (
        "billing.plan", "Plan change", "Upgrade, downgrade, more or fewer seats, monthly to yearly, end of trial.",
        ("We want to upgrade from the starter plan to the business plan.", "Please reduce our licences from 20 seats to 12 and switch to yearly billing.",
         "Wir möchten in den größeren Tarif wechseln.", "Queremos cambiar al plan anual."),
        "How much would 500 seats cost? We are evaluating tools.", "Billing",
    ),
    (
        "billing.cancel", "Cancellation", "The customer wants to end the subscription or stop the renewal.",
        ("Please cancel our subscription at the end of the month.", "I do not want to renew, how do I terminate the contract?",
         "Hiermit kündige ich mein Abonnement zum nächstmöglichen Termin.", "Je souhaite résilier mon abonnement."),
        "Please cancel my last order item, I clicked twice.", "Billing",
    ),
    (
        "technical.error", "Error message", "A function fails or shows an error: crash, blank page, button without effect, upload fails.",
        ("I get error 500 when I save the form.", "The app crashes as soon as I open a file, and the export button does nothing.",
         "Beim Speichern erscheint eine Fehlermeldung.", "Aparece un mensaje de error al subir un archivo."),
        "Everything is slow today.", "Technical",
    ),
    (
        "technical.performance", "Performance", "The product works but is slow: long loading times, timeouts, lag.",
        ("Loading the dashboard takes more than a minute since the update.", "Search has become very slow and often times out.",
         "Die Seite ist seit gestern extrem langsam.", "L'application est très lente depuis ce matin."),
        "The whole site is down.", "Technical",
    ),
    (
        "technical.outage", "Outage", "The service is down or unreachable for everybody or a whole team.",
        ("Your service is down, nobody in our company can work.", "Is there an outage? All users get a 503 and the site is unreachable.",
         "Das System ist komplett ausgefallen, niemand kann arbeiten.", "El servicio está caído para todos los usuarios."),
        "I get an error when saving one record.", "Technical",
    ),
    (
        "technical.integration", "Integration", "API, webhooks, single sign-on set-up and connections to other products that fail.",
        ("The Slack integration stopped posting messages.", "Our webhook endpoint no longer receives events and the API returns 401 with a valid token.",
         "Die Synchronisation mit Salesforce funktioniert nicht mehr.", "La integración con la API dejó de sincronizar."),
        "Can you build an integration with Notion?", "Technical",
    ),
    (
        "technical.data", "Data wrong", "Numbers, records or dates are wrong, missing or duplicated.",
        ("The totals in the report do not match the exported numbers.", "Some contacts disappeared and others are shown twice after the import.",
         "Im Bericht stehen falsche Zahlen.", "Faltan datos en el informe desde ayer."),
        "How do I export my data?", "Technical",
    ),
    (
        "howto.setup", "Setup", "How to get started, install, configure, import or connect something for the first time.",
        ("How do I set up our custom domain?", "Where can I import our existing contacts when getting started?",
         "Wie richte ich die Anwendung ein?", "¿Cómo se configura el dominio propio?"),
        "The import fails with an error.", "Support",
    ),
    (
        "howto.usage", "Usage", "How to do something in daily use; where to find a function.",
        ("How can I export a list to CSV?", "Is it possible to filter the view by date, and where do I find the option to hide columns?",
         "Wie kann ich eine Vorlage bearbeiten?", "Comment puis-je exporter la liste ?"),
        "It would be great if you added a calendar.", "Support",
    ),
    (
        "howto.best_practice", "Best practice", "Asks for advice: the best way, recommendations, what other customers do.",
        ("What is the best way to organise projects for several teams?", "Do you recommend one workspace per client? What do other customers do?",
         "Was empfehlen Sie für die Struktur unserer Teams?", "¿Cuál es la mejor manera de organizar los equipos?"),
        "How do I create a project?", "Support",
    ),
    (
        "request.feature", "Feature", "Wish for a function that does not exist yet; question about the roadmap.",
        ("It would be great if you could add a dark mode.", "Are there any plans to support recurring tasks? Feature request from our team.",
         "Ich wünsche mir eine neue Funktion.", "Sería genial poder añadir un calendario, ¿está en la hoja de ruta?"),
        "The existing calendar is broken.", "Support",
    ),
    (
        "request.change", "Change", "Asks us to change or enable something on our side: limits, settings only support can touch.",
        ("Could you increase the upload limit for our account?", "Please enable the beta for our workspace from your side.",
         "Bitte schalten Sie das Modul für unser Konto frei.", "¿Podrían aumentar el límite de nuestra cuenta?"),
        "Please change my e-mail address.", "Support",
    ),
    (
        "request.quote", "Quote or sales", "Wants an offer, a demo, prices for many users, contract or purchasing questions before buying.",
        ("Could you send us a quote for 200 users?", "We are evaluating tools and would like a demo with somebody from sales. Is there a discount for non-profits?",
         "Bitte senden Sie uns ein Angebot für 50 Lizenzen.", "Pouvez-vous nous envoyer un devis ?"),
        "Please upgrade our existing plan.", "Support",
    ),
    (
        "feedback.praise", "Praise", "Thanks or praise for the product or the team, no question.",
        ("Just wanted to say thank you, your support team is amazing.", "We love the new dashboard, great job!",
         "Vielen Dank für den hervorragenden Service, wir sind begeistert.", "¡Enhorabuena, nos encanta el producto!"),
        "Thanks, but it still does not work.", "Support",
    ),
    (
        "feedback.complaint", "Complaint", "Anger about service or treatment: no answer, rude, broken promises.",
        ("I am very disappointed, nobody answers my messages for a week.", "This is unacceptable customer service, I want to make a complaint.",
         "Ich möchte mich beschweren, der Service ist eine Frechheit.", "C'est inadmissible, je suis très déçu de votre service."),
        "The export is broken.", "Support",
    ),
    (
        "security.data_request", "Data request", "GDPR and privacy: access to, export or erasure of personal data; data processing agreement.",
        ("Under the GDPR I request a copy of all personal data you hold about me.", "Please delete all my personal data and confirm. We also need a signed data processing agreement.",
         "Ich verlange die Löschung meiner personenbezogenen Daten nach DSGVO.", "Solicito la eliminación de mis datos personales."),
        "How do I delete a project?", "Support",
    ),
    (
        "security.breach", "Suspected breach", "An account may be hacked, data leaked, a stranger signed in, a vulnerability reported.",
        ("Somebody logged in to my account from another country, I think I was hacked.", "I found a security vulnerability that exposes data of other customers.",
         "Mein Konto wurde gehackt, es gibt verdächtige Anmeldungen.", "Creo que hackearon mi cuenta."),
        "I forgot my password.", "Support",
    ),
    (
        "security.abuse", "Abuse", "Phishing, spam, harassment, fraud or illegal content that uses our service or name.",
        ("I received a phishing mail that pretends to come from you.", "One of your users sends spam and harassing messages through your platform.",
         "Über Ihre Plattform wird Spam verschickt.", "Recibo mensajes de estafa enviados desde su plataforma."),
        "Your newsletter is annoying, unsubscribe me.", "Support",
    ),
)  # fmt: skip
