"""The line above which helpdesks ask for the answer: "##- Please type your reply above this line -##".

Ours in all its wordings, and those of others, because people answer mails that went through two helpdesks.
"""

import re

OURS = re.compile(r"##-\s.{3,200}?\s-##")  # the text between is translated per tenant
LINE = 160  # characters
RULE = " \t\u00a0-=#*_~—–+|<>[]"
HINTS = (
    "##-", "this line", "linie", "zeile", "cette ligne", "esta l", "desta linha", "questa riga",
    "questa linea", "deze regel", "deze lijn", "lini", "denna ", "den här ", "denne ", " nad t", " эт",
    "bu satır", "bu çizgi", "この線", "この行", "在此行", "在此线",
)  # fmt: skip
SAID = re.compile(
    r"(?:please\s+|kindly\s+)?(?:(?:type|write|enter|add|put)\s+)?(?:your\s+|a\s+)?(?:reply|respond|response|answer|comment|write|type)\b"
    r".{0,20}\babove\s+this\s+line\b"
    r"|(?:please\s+)?do\s*(?:not|n.t)\s+(?:write|reply|respond|type|edit|modify|remove|delete|change)\b.{0,30}\bbelow\s+this\s+line\b"
    r"|(?:bitte\s+)?(?:(?:gib|geben|schreiben|tippe\w*)\s+(?:sie\s+)?)?(?:(?:ihre|deine|eine)\s+)?(?:antwort|schreib)\w*.{0,30}(?:über|oberhalb)\s+(?:von\s+)?diese[rn]?\s+(?:linie|zeile)"
    r"|(?:(?:veuillez|merci\s+de)\s+)?(?:répon|écri|saisi|tape)\w*.{0,30}au[- ]dessus\s+de\s+cette\s+ligne"
    r"|(?:por\s+favor,?\s+)?(?:respon|escrib)\w*.{0,30}(?:encima|arriba)\s+de\s+esta\s+l[ií]nea"
    r"|(?:por\s+favor,?\s+)?(?:respon|escrev|digit)\w*.{0,30}acima\s+desta\s+linha"
    r"|(?:si\s+prega\s+di\s+)?(?:rispond|scriv|digit)\w*.{0,30}sopra\s+(?:a\s+)?questa\s+(?:riga|linea)"
    r"|(?:gelieve\s+)?(?:(?:uw|je)\s+)?(?:antwoord|typ|schrijf|reageer|reactie)\w*.{0,30}boven\s+deze\s+(?:regel|lijn)"
    r"|(?:proszę\s+)?(?:odpow|wpis|napis|pis)\w*.{0,30}(?:powyżej\s+tej|nad\s+tą)\s+lini\w*"
    r"|(?:vänligen\s+|venligst\s+|vennligst\s+)?(?:svar|skriv)\w*.{0,30}(?:ovanför|över|over|ovenfor)\s+(?:denna|den\s+här|denne)\s+(?:linje|rad)\w*"
    r"|(?:prosím\s+)?(?:odpov|napiš|piš)\w*.{0,30}nad\s+(?:tento|tuto|tímto|touto)\s+(?:řád|čár)\w*"
    r"|(?:пожалуйста,?\s+)?(?:ответ|отвеч|напиш|пиш|введ)\w*.{0,30}(?:выше|над)\s+эт\w+\s+(?:лини|строк|черт)\w*"
    r"|(?:lütfen\s+)?.{0,20}bu\s+(?:satır|çizgi)\w*\s+(?:üst|yukarı)\w*.{0,30}(?:yaz|yanıt)\w*"
    r"|この(?:線|行)(?:より|の)上に.{0,20}|请?.{0,4}在此(?:行|线)(?:以上|上方|之上).{0,12}",
    re.IGNORECASE,
)
TAIL = 50  # characters that may follow: "to add a comment to this request"


def is_likely(text: str) -> bool:
    """Can there be such a line in a text at all? One cheap look spares looking at each line."""
    folded = text.lower()
    return any(hint in folded for hint in HINTS)


def is_delimiter(line: str) -> bool:
    """Is everything below this line an older mail? The line says so and nothing else."""
    if "##-" in line and OURS.search(line):
        return True
    if len(line) > LINE or not is_likely(line):
        return False
    told = line.strip(RULE)
    found = SAID.match(told)
    return found is not None and len(told) - found.end() <= TAIL
