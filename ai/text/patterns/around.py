"""What the words beside a number say about it."""
# ruff: noqa: E501 - word lists read better unbroken

from __future__ import annotations

import re
from collections.abc import Iterator

import re2

Span = tuple[int, int]
# A number begins and ends at words, but not at letters of scripts that put no blanks between words.
BEGINS = r"(?<![^\W\u0e00-\u0eff\u2e80-\uffff])"
ENDS = r"(?![^\W\u0e00-\u0eff\u2e80-\uffff])"
BEFORE = 48  # characters before a value that are looked at
AFTER = 28
REACH = 32  # characters from the name of a thing to its number


class Words:
    """A long list of words found in one pass: RE2 proposes places, Python's re decides with its boundaries.

    Python tries each alternative at each letter; for lists of this length that is twenty times slower.
    joined: words of scripts that put no blanks between words.
    """

    def __init__(self, forms: str, joined: str = "", then: str = "") -> None:
        options = re2.Options()
        options.case_sensitive = False
        self._fast = re2.compile("|".join(filter(None, (forms, joined))), options)
        exact = rf"(?<![^\W_])(?:{forms})(?!\w)"
        self._exact = re.compile(f"(?:{exact}|{joined}){then}" if joined else exact + then, re.IGNORECASE)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        for proposed in self._fast.finditer(text):
            if found := self._exact.match(text, proposed.start()):
                yield found

    def search(self, text: str) -> re.Match[str] | None:
        return next(self.finditer(text), None)

    def last(self, text: str) -> int:
        """Where the last of the words begins; -1 when there is none."""
        return max((found.start() for found in self.finditer(text)), default=-1)


# Things that are counted or tracked. A word of these right before a number vetoes cards and phones.
_THINGS = (
    r"imei|imsi|iccid|meid|order|tracking|parcel|shipment|consignment|serial|ticket|case|invoice|receipt|sku|part|item|article|isbn|ean|gtin|upc|"
    r"barcode|asin|vin|po|rma|transaction|trace|request|reference|ref|booking|reservation|policy|contract|customer|client|member(?:ship)?|licen[cs]e key|"
    r"bestell\w{0,10}|sendung\w{0,10}|auftrag\w{0,10}|rechnung\w{0,10}|vorgang\w{0,10}|kunden\w{0,10}|vertrag\w{0,10}|artikel\w{0,10}|seriennummer|aktenzeichen|"
    r"commande|suivi|facture|colis|dossier|référence|pedido|seguimiento|factura|envío|referencia|ordine|spedizione|fattura|tracciamento|riferimento|"
    r"encomenda|fatura|rastreio|factuur|bestelling|zending|ordernummer|zamówieni\w{0,3}|faktur\w{0,3}|przesyłk\w{0,3}|beställning\w{0,5}|ordre|"
    r"заказ\w{0,3}|сч[её]т\w{0,3}|трек\w{0,5}|sipariş|fatura|kargo"
)
THING = Words(_THINGS, "订单|发票|快递|運單|注文|追跡|伝票")
_THING_AFTER = re.compile(
    rf"\s{{0,3}}(?:,?\s?(?:is|was|=|ist|est|es|è)\s)(?:\w{{1,5}}\s){{0,2}}(?:{_THINGS})(?!\w)", re.IGNORECASE
)
NUMBERED = re.compile(r"(?:(?<!\w)(?:no|nr|num|id|number|nummer|n°|№)\.?\s?[:=]?\s?|#\s?)$", re.IGNORECASE)
_IDENTIFIED = re.compile(r"(?:(?<!\w)id\.?\s?[:=]?\s?|#\s?)$", re.IGNORECASE)
# A number for something, paid with something: what was counted is named, and the number is another's.
_FOR = re.compile(
    r"(?<!\w)(?:for|with|by|via|from|to|into|using|mit|für|von|auf|per|pour|avec|sur|con|para|por|com|met|voor|od|dla|z|карт\w{0,3})(?!\w)",
    re.IGNORECASE,
)
_NAMING = re.compile(
    r"(?<!\w)(?:number|no|nr|nummer|num|numéro|número|numero|numer|id|code|номер|n°|№)\.?\s?[:=]?\s?$",
    re.IGNORECASE,
)
CARD = Words(
    r"credit ?cards?|debit ?cards?|cards?|visa|master ?card|amex|american express|maestro|discover|diners|jcb|union ?pay|kredit\w{0,8}|kart\w{1,6}|"
    r"carte|tarjeta|carta|cartão|cartao|creditcard|betaalkaart|kort|карт\w{1,3}|pan|cc",
    "信用卡|卡号|カード",
)
PHONE = Words(
    r"(?:tele|smart|mobile |cell ?)?phones?(?: ?(?:number|no\.?|nr\.?))?|mobile|cell|call(?:ed|ing|s)?(?: me| us)?|ring(?: me)?|dial|text me|sms|voicemail|"
    r"whats ?app|signal|telegram|viber|reach (?:me|us|him|her)|contact (?:me|us|number)|my (?:number|no)|contact no|callback|hotline|landline|fax|tel|tlf|ph|gsm|natel|meine nummer|mon numéro|mi número|(?:il )?mio numero|meu número|mój numer|mijn nummer|mi(?:t|tt) nummer|мой номер|numaram|nomor (?:saya|hp|telepon|wa)|số (?:điện thoại|máy)|رقمي|telefon\w{0,8}|handy\w{0,8}|mobil\w{0,8}|"
    r"rufnummer|festnetz|anrufen|rückruf\w{0,6}|erreichbar|erreichen|téléphone\w{0,2}|portable|appel\w{0,4}|joindre|joignable|rappel\w{0,4}|teléfono|móvil|celular|llám\w{1,6}|"
    r"llamar\w{0,3}|telefono|cellulare|chiam\w{1,6}|richiam\w{1,6}|telefone|telemóvel|ligar|ligue|me liga|telefoon\w{0,7}|mobiel|bel me|bellen|zadzwo\w{1,4}|komórk\w{1,3}|ring mig|"
    r"telefonnummer|puhelin\w{0,6}|soita|τηλέφωνο|телефон\w{0,2}|позвон\w{1,5}|звон\w{1,5}|тел|cep|ara(?:yın)?|هاتف|جوال|फ़ोन|मोबाइल",
    "电话|手机|電話|携帯|전화|휴대폰",
)
_MEASURE = re.compile(
    r"\s?(?:€|\$|£|¥|%|eur|usd|gbp|chf|kg|km|mm|cm|ms|mb|gb|kb|bytes?|px|pcs|stück|items?|units?)(?!\w)",
    re.IGNORECASE,
)


def before(text: str, start: int) -> str:
    """The words before a place, on its line and the line before."""
    return text[max(0, start - BEFORE) : start]


def is_thing(text: str, start: int, end: int, unless: Words) -> bool:
    """Is the number named as something counted? `unless`: words that, standing nearer, say otherwise."""
    words = before(text, start)
    thing = THING.last(words)
    near = thing >= max(0, len(words) - REACH) and not re.search(r"[\d\n]", words[thing:])
    if near and thing > unless.last(words):
        return not _FOR.search(words[thing:]) or bool(_NAMING.search(words))
    return bool(_THING_AFTER.match(text, end, end + AFTER))


def is_numbered(text: str, start: int) -> bool:
    """Does "no.", "ID" or "#" stand right before the number?"""
    return bool(NUMBERED.search(before(text, start)))


def is_identified(text: str, start: int) -> bool:
    """Does "ID" or "#" stand right before? "no" may be Portuguese."""
    return bool(_IDENTIFIED.search(before(text, start)))


def is_measured(text: str, end: int) -> bool:
    """Does a currency or unit follow?"""
    return bool(_MEASURE.match(text, end, end + 8))


def near_phone(text: str, start: int) -> bool:
    """Do words of telephoning stand shortly before?"""
    return PHONE.search(before(text, start)) is not None
