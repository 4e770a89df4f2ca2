"""Where the sender's signature begins in plain lines. Kept text is worth more than a cut signature.

Signs, in order of trust: the mark "-- ", a line of a device ("Sent from my iPhone"), and a closing word
("Best regards"), a ruled line or the sender's own name with a block of contact data below it. What people
may need to read (an order number, a question, a PS) keeps the whole block in the text.
"""

import re

from core.mail.html import closings

MARK_LINES = 20  # filled lines a signature below "-- " has at most
BLOCK_LINES = 14  # and one below a closing word
LOOSE_LINES = 12  # "--" without its blank is believed only this near to the end
NAME = 60  # characters
WORDS = 9  # of a line in a block of contact data; a sentence has more
DEVICE_WORDS = 3  # around the name of the device
NEAR_END = 4  # filled lines searched for a device line

RULE = re.compile(r"^\s*[-_=*~·•─━＿‐—–]{5,}\s*$|^\s*(?:[-=*_]\s?){10,}$")
NAME_LINE = re.compile(r"^(?=.*[^\W\d_])(?:[^\W\d_]|[ .,'’()·&/|-])+$")
PHONE = re.compile(
    r"(?:^|[\s|/:;·,(])(?:tel|phone|fon|fax|mob|mobile?|cell|tél|téléphone|telefono|telefone|móvil|cel|handy|puh|телефон|тел|моб|電話|电话|tlf|t|m|p|f|w|d)[\s.:：]{0,4}[+(]?\d[\d\s()./-]{5,}"
    r"|(?:^|\s)\+\d[\d\s()./-]{6,}|^\(?0\d[\d\s()./-]{6,}$",
    re.IGNORECASE,
)
ONLINE = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,190}\.\w{2,}|(?:https?://|www\.)\S{3,}", re.IGNORECASE)
LEGAL = re.compile(
    r"\b(?:GmbH|AG|UG|KG|OHG|SE|Ltd|LTD|Limited|LLC|Inc|Corp|PLC|plc|SARL|SAS?|S\.A\.|S\.r\.l|Srl|SL|S\.L|SpA|S\.p\.A|BV|B\.V|NV|A/S|ApS|Oy|AB|AS|Sp\.\s?z\s?o\.\s?o|s\.r\.o|Kft|"
    r"d\.o\.o|ООО|ТОВ|Ltda|A\.Ş|株式会社|有限公司)\b\.?\s*(?:$|[,|·&(])|^(?:株式会社|(?:ООО|ТОВ)\s)|株式会社"
)
NEEDED = re.compile(  # what an agent works with stays in the text
    r"^\[\d+\]|^\W{0,3}(?:p\.?\s?s\b|n\.?b\.?\s?:|(?:order|bestell|auftrag|rechnung|invoice|customer|kunde|commande|facture|pedido|factura|fatura|ordine|fattura|cliente?\b|"
    r"bestelling|factuur|klant|zamówien|faktur|objednáv|заказ|сч[её]т|sipariş|ticket|case|serial|serien|contract|vertrag|tracking|error|fehler|version|user|login|"
    r"pass|iban|account|konto|new|neue?|nouve|nuev|novo|nova|nuov|nieuw|nowy|nový|нов|注文|订单|주문)[^\n]{0,60}(?:[:#№]|\d))",
    re.IGNORECASE,
)
PROXY = re.compile(
    r"^(?:i\.?\s?[AV]\.|ppa\.?|p\.\s?p\.|(?:mr|mrs|ms|dr|prof|ing|mag|dipl)\.?)\s*", re.IGNORECASE
)
QUESTION = re.compile(r"[?？؟;;]\s*$")
SPOKEN = re.compile(r"[.!…。！]\s*$")


def start(lines: list[str], sender: str = "") -> int | None:
    """Index of the signature's first line in the own words of a mail, None without one.

    sender: the display name of the mail, a sign where it stands above contact data.
    """
    filled = [at for at, line in enumerate(lines) if line.strip()]
    begin: int | None = None
    for look in (_device, _marked, lambda lines, filled: _block(lines, filled, sender), _device):
        if len(filled) > 1 and (found := look(lines, filled)) is not None and found > filled[0]:
            begin, filled = found, [at for at in filled if at < found]
    return begin


def _marked(lines: list[str], filled: list[int]) -> int | None:
    """Below the standard mark, or below "--" where a name or contact data follow at the end."""
    for number in range(max(len(filled) - MARK_LINES - 1, 0), len(filled) - 1):
        at = filled[number]
        line = lines[at]
        if line.strip() not in ("--", "—", "__"):
            continue
        below = _below(lines, filled, number + 1)
        exact = line in ("-- ", "--\u00a0")
        if (not exact and len(below) > LOOSE_LINES) or any(map(is_needed, below)):
            continue
        if exact or (all(map(_is_card, below)) and (_is_name(below[0]) or any(map(_reaches, below)))):
            return at
    return None


def _device(lines: list[str], filled: list[int]) -> int | None:
    """A line of a device at the very end; below it nothing but links and more of its kind."""
    found = None
    for at in reversed(filled[-NEAR_END:]):
        line = lines[at].strip()
        if is_device(line):
            found = at
        elif not closings.WEB.fullmatch(line):
            break
    return found


def is_device(line: str) -> bool:
    """ "Sent from my iPhone", but neither "Sent via DHL on Monday" nor "Von meinem Konto fehlt Geld"."""
    if len(line) > closings.LINE or not closings.MOBILE.match(line) or QUESTION.search(line):
        return False
    bare = closings.EXCUSE.sub("", closings.WEB.sub("", line))
    if not closings.DEVICE.search(bare) or closings.STORY.search(bare):
        return False
    rest = closings.DEVICE.sub(" ", closings.MOBILE.sub(" ", bare))
    words = closings.FILLERS.sub(" ", rest).split()
    plain = [word for word in words if word.strip(".,").isalpha() and word[0].islower() and word.isascii()]
    return len(words) <= DEVICE_WORDS and len(plain) < 2 and not any(map(_is_count, words))


def _is_count(word: str) -> bool:
    return word.strip(".,").isdigit() and len(word) > 2


def _block(lines: list[str], filled: list[int], sender: str) -> int | None:
    """The nearest closing word or rule above contact data that runs to the end; else the own name."""
    near = range(len(filled) - 2, max(len(filled) - BLOCK_LINES - 2, 0), -1)
    for number in near:
        line = lines[filled[number]].strip()
        if (RULE.match(line) or _is_closing(line)) and _is_signed(_below(lines, filled, number + 1), line):
            return filled[number]
    for number in near:
        at, card = filled[number], _below(lines, filled, number)
        if _is_name_of(card[0], sender) and _stands_apart(lines, at) and _is_signed(card, ""):
            return at if any(map(ONLINE.search, card)) else None
    return None


def _below(lines: list[str], filled: list[int], number: int) -> list[str]:
    return [lines[at].strip() for at in filled[number:]]


def _is_closing(line: str) -> bool:
    found = closings.CLOSING.match(line) if len(line) <= closings.LINE else None
    return found is not None and (not found["rest"] or _is_name(found["rest"]))


def _is_signed(below: list[str], closing: str) -> bool:
    """A name, then short lines with at least one way to reach the person, and nothing an agent needs."""
    people = [line for line in below if not RULE.match(line)]
    if not people or len(people) > BLOCK_LINES:
        return False
    found = closings.CLOSING.match(closing) if closing else None
    named = bool(found and found["rest"]) or _is_name(people[0])
    end = next((at for at, line in enumerate(people) if closings.DISCLAIMER.search(line)), len(people))
    if not named or any(is_needed(line) for line in people):
        return False
    return all(map(_is_card, people[:end])) and any(map(_reaches, people[:end]))


def _is_name(line: str) -> bool:
    line = PROXY.sub("", line.strip("*_ \t"))
    if not line or len(line) > NAME or not NAME_LINE.match(line):
        return False
    words = line.split()
    return len(words) <= 6 and not SPOKEN.search(re.sub(r"\b\w{1,4}\.", "", line)) and _is_capital(words)


def _is_capital(words: list[str]) -> bool:
    """Names are written large where a script has large letters; at least the first and the last word."""
    return all(not word[0].islower() for word in (words[0].lstrip("("), words[-1].lstrip("(")) if word)


def _is_name_of(line: str, sender: str) -> bool:
    words = sender.split()
    return len(words) > 1 and line.casefold().strip("* ") == sender.casefold().strip()


def _stands_apart(lines: list[str], at: int) -> bool:
    """An empty line above, and no "My address:" before that."""
    above = next((lines[each].strip() for each in range(at - 1, -1, -1) if lines[each].strip()), "")
    return not lines[at - 1].strip() and not above.endswith((":", "：", ","))


def _reaches(line: str) -> bool:
    return bool(PHONE.search(line) or ONLINE.search(line) or LEGAL.search(line))


def _is_card(line: str) -> bool:
    """Could it stand on a visiting card?"""
    if _reaches(line):
        return len(line) <= 200 and len(line.split()) <= 2 * WORDS and not _is_sentence(line)
    return len(line.split()) <= WORDS and len(line) <= 90 and not SPOKEN.search(line)


def _is_sentence(line: str) -> bool:
    """ "Please call me at +49 30 1234." holds a number, but speaks."""
    plain = ONLINE.sub(" ", line)
    small = [word for word in plain.split() if word.isalpha() and word[0].islower()]
    return len(small) > 4 or (SPOKEN.search(plain) is not None and len(small) > 2)


def is_needed(line: str) -> bool:
    """A question, a PS, an order number: an agent must not have to unfold it."""
    line = line.strip()
    asks = QUESTION.search(line) is not None and len(line.split()) > 2 and not ONLINE.search(line)
    return asks or NEEDED.match(line) is not None
