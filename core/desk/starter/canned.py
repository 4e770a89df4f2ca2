"""Ten replies for the ten things a support team writes every day. Everybody's, typed with `/`."""

# ruff: noqa: E501
from __future__ import annotations

# shortcut, title, body
CANNED = (
    (
        "details",
        "Ask for details",
        "Thank you for writing. To get to the bottom of this quickly, could you tell me:\n\n"
        "- what you were about to do,\n- what happened instead (the exact wording of any message helps),\n"
        "- since when you see it, and whether colleagues see it too?\n\nThen I can look for the cause right away.",
    ),
    (
        "screenshot",
        "Ask for a screenshot",
        "A picture would help me see what you see. Could you reply with a screenshot of the whole window, "
        "with the address bar visible? Please hide anything private first.",
    ),
    (
        "on-it",
        "We are on it",
        "Thank you for letting us know. I can see the problem here as well and our technical team is working on it. "
        "I will write to you again as soon as it is solved, and at the latest tomorrow, even if there is no news yet.",
    ),
    (
        "known",
        "Known issue",
        "This is a problem we know about, and I am sorry that it got in your way. We are already working on a fix. "
        "I have added your message to our list, so you will hear from me when it is out.",
    ),
    (
        "resolved",
        "Resolved, please confirm",
        "This should work again now. Could you try once more and tell me whether everything is as you expect? "
        "If I hear nothing I will close this conversation in a week; a reply opens it again at any time.",
    ),
    (
        "refund",
        "Refund received",
        "Your refund is on its way. Depending on your bank it takes three to five working days to appear on your "
        "statement. You will find the credit note with your invoices. I am sorry for the trouble.",
    ),
    (
        "not-reproduced",
        "Cannot reproduce",
        "I have followed your steps several times and could not make it happen here. That only means I am missing a "
        "piece. Does it still happen in a private window, or in another browser? And may I look at your workspace?",
    ),
    (
        "closing",
        "Closing for silence",
        "I have not heard back from you, so I assume all is well and close this conversation for now. "
        "If it is not, simply answer this mail: everything we have written stays together.",
    ),
    (
        "privacy",
        "Privacy request received",
        "I have received your privacy request and passed it to the colleague responsible for data protection. "
        "You will have our answer within one month at the latest, usually much sooner. "
        "To protect your data we may ask you to confirm that it is really you.",
    ),
    (
        "wrong-address",
        "Wrong address",
        "I think this message was meant for somebody else: we cannot find anything that connects it with us. "
        "If I am mistaken, please tell me what it is about and I will gladly help.",
    ),
)
