"""A holding answer when no source answers: thanks, the detail that is missing, and nothing about the matter.

Our own words in the languages below, chosen by the group of the category. In any other language there is none.
"""
# ruff: noqa: E501 - sentences read better unbroken

from __future__ import annotations

from ai.local.reply import first_name
from ai.local.words.letters import LETTERS

# language: (thanks, {group of categories: the question}). "" is asked where no group fits.
_WORDS: dict[str, tuple[str, dict[str, str]]] = {
    "en": (
        "thank you for your message. I want to answer this properly and need one more detail first.",
        {
            "": "Could you describe what you expected, and what you see instead?",
            "technical": "Could you tell me which steps lead there, and the exact wording of any message you see?",
            "billing": "Could you tell me the number of the invoice and the date of the payment this is about?",
            "account": "Could you tell me which page you see this on, and the exact wording of any message? Please do not send a password.",
            "howto": "Could you describe what you want to achieve, and how far you have come?",
        },
    ),
    "de": (
        "vielen Dank für Ihre Nachricht. Damit ich richtig antworten kann, fehlt mir noch eine Angabe.",
        {
            "": "Könnten Sie beschreiben, was Sie erwartet haben und was Sie stattdessen sehen?",
            "technical": "Könnten Sie mir sagen, welche Schritte dorthin führen und wie eine Meldung genau lautet?",
            "billing": "Könnten Sie mir die Nummer der Rechnung und das Datum der Zahlung nennen, um die es geht?",
            "account": "Könnten Sie mir sagen, auf welcher Seite Sie das sehen und wie die Meldung genau lautet? Bitte senden Sie kein Passwort.",
            "howto": "Könnten Sie beschreiben, was Sie erreichen möchten und wie weit Sie gekommen sind?",
        },
    ),
    "fr": (
        "merci pour votre message. Pour bien vous répondre, il me manque encore une précision.",
        {
            "": "Pourriez-vous décrire ce que vous attendiez et ce que vous voyez à la place ?",
            "technical": "Pourriez-vous m'indiquer les étapes qui y mènent et le texte exact du message affiché ?",
            "billing": "Pourriez-vous m'indiquer le numéro de la facture et la date du paiement concernés ?",
        },
    ),
    "es": (
        "gracias por su mensaje. Para responderle bien, me falta un dato.",
        {
            "": "¿Podría describir qué esperaba y qué ve en su lugar?",
            "technical": "¿Podría indicarme los pasos que llevan ahí y el texto exacto del mensaje que ve?",
            "billing": "¿Podría indicarme el número de la factura y la fecha del pago?",
        },
    ),
}  # fmt: skip


def holding(language: str, category: str, customer: str) -> str:
    """The whole letter without signature, or "" in a language we have no words for. category: a key."""
    if language not in _WORDS:
        return ""
    thanks, questions = _WORDS[language]
    named, plain, closing = LETTERS[language]
    name = first_name(customer)
    group = category.split(".")[0].replace("_", "").replace("-", "")
    return "\n\n".join(
        [
            named.format(name=name) if name else plain,
            f"{thanks} {questions.get(group, questions[''])}",
            closing,
        ]
    )
