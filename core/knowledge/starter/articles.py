"""Sections and drafts of a new help centre. {organization} becomes its name; [brackets] are to be filled in."""

# ruff: noqa: E501
from __future__ import annotations

# slug, name, description
SECTIONS = (
    ("getting-started", "Getting started", "First steps and how to reach us."),
    ("account", "Account", "Signing in, passwords and your details."),
    ("billing", "Billing", "Invoices, payments and plans."),
    ("troubleshooting", "Troubleshooting", "When something does not work."),
)

# slug, section, title, body
ARTICLES = (
    ("how-to-contact-us", "getting-started", "How to contact us", """
You can reach {organization} in two ways, and both lead to the same people:

- **By e-mail.** Write to [support address]. You will get a confirmation with a number; answer any of our mails to add to the same conversation.
- **In this help centre.** Choose *New request* at the top of the page. You see all your requests there, too.

Tell us what you wanted to do, what happened instead, and since when. A screenshot often says more than a paragraph.
"""),
    ("hours-and-reply-times", "getting-started", "Our hours and how fast we answer", """
We are here **Monday to Friday, 9:00 to 17:00** ([time zone]).

| What it is about | First answer usually within |
|---|---|
| Nothing works for your whole team | 30 minutes |
| Something important is broken | 1 hour |
| A question or a smaller problem | 4 hours |
| An idea or a wish | 1 working day |

Outside these hours your message is kept safe, and we read it first thing on the next working day.
"""),
    ("sign-in-to-the-portal", "account", "Sign in to this help centre", """
You need no password here:

1. Choose *Sign in* at the top of the page.
2. Enter the e-mail address you write to us with.
3. Open the link we send you. It works once, for 15 minutes.

No mail? Look into your spam folder, and check that you used the address your earlier requests came from.
"""),
    ("reset-password-or-mfa", "account", "Reset your password or your second factor", """
**Forgot your password?** Choose *Forgot password* on the sign-in page, enter your address and follow the link in the mail. The link is valid for one hour.

**New phone, or authenticator lost?** Use one of the backup codes you saved when you set it up. If you have none left, ask an administrator of your workspace, or write to us from the address of your account. For your safety we check that it is really you before we switch the second factor off.
"""),
    ("read-your-invoice", "billing", "Read your invoice", """
Your invoices are in *Settings → Billing*. Each shows:

- **Period:** what the invoice is for. It begins on the day you chose your plan.
- **Seats:** how many people could sign in during the period. Seats added later are charged for the remaining days only.
- **Tax:** according to your country and VAT number. If yours is missing, add it in the billing details; it appears on all later invoices.

Something looks wrong? Send us the invoice number and we explain or correct it.
"""),
    ("report-a-problem-well", "troubleshooting", "Report a problem so that it is solved quickly", """
The four things that help us most:

1. **What you did.** Step by step, as if you told a colleague.
2. **What you expected.**
3. **What happened instead.** The exact words of an error message, or a screenshot with the address bar.
4. **Where.** Browser and device, since when, and whether your colleagues see it, too.

Please never send passwords or card numbers. We will never ask for them.
"""),
    ("how-we-use-ai", "getting-started", "How we use AI, and how to reach a person", """
When your message arrives, software reads it first: it recognises the language, what it is about and how urgent it is, so that the right colleague sees it sooner. It may also prepare a suggestion for an answer.

**Every answer you get is read and sent by a person.** Nothing is decided about you automatically.

If you would like to speak to somebody, just say so in your message.
"""),
    ("privacy", "getting-started", "Your data and your rights", """
We keep what you write to us, and what we answer, so that we can help you. We do not sell it and do not use it for advertising.

You can ask us at any time what we have stored about you, have it corrected, or have it erased. Write to [privacy address]. We answer within one month.

Our full privacy notice: [link].
"""),
    ("how-to-use-suggestions", "", "How to use suggested replies (internal)", """
A suggestion is a draft. It stands on the articles it quotes: the numbers lead to them.

- **Accept** puts it into the composer. Nothing is sent before you press *Send*.
- **Edit** freely; that is what it is for.
- **Reject** with a reason, and the next ones get better.

Read it as if a new colleague had written it: is it true, is it kind, does it answer the question? When it says it does not know, that is on purpose. If an article is missing or wrong, add the tag `kb-gap`.
"""),
)  # fmt: skip
