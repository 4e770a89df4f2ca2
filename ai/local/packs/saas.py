"""The pack for software sold by subscription: 7 groups, 25 leaves and "other" (defaults 5.4).

Per leaf: the line the model reads, good examples (two in English, one or two in German,
French or Spanish), one bad example that belongs elsewhere, and the target queue.
"""
# ruff: noqa: E501 - word lists and patterns read better unbroken

from __future__ import annotations

from ai.contracts import CategoryOption, TagOption
from ai.local.packs import Pack
from ai.local.packs.saas_leaves import LEAVES

_GROUPS = (
    (
        "account",
        "Account and access",
        "Signing in, passwords, permissions and changes to an account or user.",
        "Support",
    ),
    ("billing", "Billing", "Money: invoices, payments, refunds, plans and cancellation.", "Billing"),
    (
        "technical",
        "Technical problem",
        "The product is broken, slow, down, wrong, or a connection fails.",
        "Technical",
    ),
    ("howto", "How-to", "Nothing is broken: the customer asks how something is set up or used.", "Support"),
    ("request", "Request", "The customer wants something new, a change made by us, or an offer.", "Support"),
    ("feedback", "Feedback", "Praise or complaint about us, without a task behind it.", "Support"),
    (
        "security",
        "Privacy and security",
        "Personal data, suspected breaches and abuse. Priority at least High.",
        "Support",
    ),
)

OTHER = CategoryOption(
    key="other",
    name="Other / unclear",
    description="None of the other categories fits, or the message is too short to tell.",
    examples=("See attachment.", "Call me back please."),
    counterexamples=("I cannot log in.",),
    queue="Support",
)

TAGS = (
    TagOption(
        "vip", "VIP", "A customer of special weight: strategic account, executive, press.",
        ("premium_customer", "enterprise_customer", "platinum", "ceo_of", "managing_director", "journalist", "geschäftsführer*", "strategic_account"),
    ),
    TagOption(
        "bug", "Bug", "The product does not do what it should: error message, crash, wrong result.",
        ("bug", "bugs", "crash*", "error_message", "stack_trace", "traceback", "exception", "reproduc*", "fehlermeldung", "stürzt_ab", "500_error", "error_500", "message_d_erreur", "mensaje_de_error", "regression", "broken_since", "since_the_update", "since_the_last_update", "messaggio_di_errore", "mensagem_de_erro", "foutmelding"),
    ),
    TagOption("waiting-on-vendor", "Waiting on vendor", "We wait for a third party to act: a payment provider, a hosting company.", ("waiting_for_the_vendor", "third_party_provider..confirm*", "your_provider..confirmed")),
    TagOption(
        "churn-risk", "Churn risk", "The customer says or hints that they will leave: cancellation, competitor, not renewing.",
        ("cancel..subscription", "cancel..contract", "cancel..account", "switch..competitor", "moving_to", "switching_to", "looking_at_alternatives", "alternatives", "competitor*", "not_renew", "wont_renew", "leave_you", "take_our_business", "kündig*", "wechseln_zu", "anderen_anbieter", "résili*", "cancelar..suscripción", "darnos_de_baja", "darme_de_baja", "competencia", "disdi*", "concorrenza", "cancelar..assinatura", "opzeg*", "concurrent", "wypowied*", "отменить..подписку", "解約", "取消订阅"),
    ),
    TagOption("kb-gap", "KB gap", "The customer looked for documentation and did not find it, or found it wrong or outdated.", ("could_not_find..documentation", "not_documented", "documentation..outdated", "docs..outdated", "documentation..missing", "help_article..wrong", "couldnt_find..docs", "nothing..in_the_docs", "docs_dont", "documentation_doesnt", "nicht_dokumentiert", "in_der_doku..nicht", "no_documentation")),
)  # fmt: skip

PACK = Pack(
    name="saas",
    version=1,
    categories=(
        *(
            option
            for key, name, line, queue in _GROUPS
            for option in (
                CategoryOption(key=key, name=name, description=line, queue=queue),
                *(leaf for leaf in LEAVES if leaf.parent == key),
            )
        ),
        OTHER,
    ),
    tags=TAGS,
)
