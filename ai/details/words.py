"""How people name numbers in English, German, French, Spanish, Italian, Dutch and Portuguese."""
# ruff: noqa: E501 - word lists read better unbroken

from __future__ import annotations

NUMBER = r"(?:numbers?|num[eé]ro|número|nummer|nr|no|num|n[°ºo]|n\.[°º]?|№|id|code|ref(?:erence)?|referenz|référence|referencia)\.?"
OF = r"(?:of|for|de|del|de la|de l['’]|d['’]|dell['’]|do|da|der|des|van|di|mi|su)"

NOUNS = {
    "order": r"orders?|purchase orders?|po|bestell(?:ungs?)?|auftrags?|commande|pedido|ordine|bestel(?:ling)?|encomenda",
    "invoice": r"invoice|bill|receipt|rechnungs?|quittungs?|belegs?|facture|factura|recibo|fattura|factuur|fatura",
    "tracking": r"tracking|shipment|parcel|package|consignment|sendungs?(?:verfolgungs?)?|pakets?|colis|suivi|expédition|envío|seguimiento|paquete|spedizione|tracciamento|pacco|zending|track ?(?:and|&) ?trace|rastreio|rastreamento",
    "serial": r"serial|s/n|serien|série|serie|matricola",
}  # fmt: skip
VERB = r"(?:is|was|lautet|ist|est|es|è|é)"
IS = rf"(?:{VERB}|=|:|#|-|–)"
# What makes the number behind a bare "order" a count rather than a name.
UNITS = (
    r"(?:%|€|\$|£|x\b|days?|weeks?|months?|years?|hours?|minutes?|times?|items?|pieces?|pcs|units?|users?|seats?|tage?n?|wochen?|monate?n?|jahre?n?|"
    r"stunden?|stück|mal|jours?|semaines?|mois|ans?|heures?|fois|pièces?|días?|semanas?|meses|años?|horas?|veces|piezas?|giorni|settimane|mesi|dagen|weken|"
    r"maanden|dias|eur|usd|gbp|chf|euros?|dollars?|pounds?|kg|km|cm|mm)"
)
CURRENCIES = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD",
    "dollars": "USD", "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "¥": "JPY", "jpy": "JPY", "chf": "CHF",
    "franken": "CHF", "cad": "CAD", "aud": "AUD", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "pln": "PLN", "zł": "PLN",
    "czk": "CZK", "brl": "BRL", "r$": "BRL", "mxn": "MXN", "inr": "INR", "₹": "INR", "try": "TRY", "cny": "CNY",
}  # fmt: skip
MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "january jan januar jänner janvier enero ene gennaio januari janeiro",
            "february feb februar février févr fevrier febrero febbraio februari fevereiro",
            "march mar märz maerz mrz mars marzo maart março marco",
            "april apr avril abril abr aprile",
            "may mai mayo maggio mei maio",
            "june jun juni juin junio giugno junho",
            "july jul juli juillet juil julio luglio julho",
            "august aug août aout agosto ago augustus",
            "september sep sept septembre septiembre settembre setembro",
            "october oct oktober okt octobre octubre ottobre outubro",
            "november nov novembre noviembre novembro",
            "december dec dezember dez décembre decembre diciembre dic dicembre dezembro",
        ),
        1,
    )
    for word in words.split()
}
