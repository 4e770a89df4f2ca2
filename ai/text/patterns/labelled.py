"""Secrets by the words that name them: "my password for the shop is …", "… as my PIN", "login: anna / …".

What counts as a value depends on how it is introduced: behind "=" everything, behind a colon what ends the
line, within a sentence what no language would write there.
"""
# ruff: noqa: E501 - word lists and forms read better unbroken

from __future__ import annotations

import re
from collections.abc import Iterator

from ai.text.patterns.around import Span, Words

_PASSWORDS = (
    r"pass(?:word|phrase|code|wort|wörter|wd)?|psw|pwd?|kennwort|zugangscode|zugangsdaten|losung|mots? de passe|mdp|code secret|code d'accès|mot-de-passe|contrase[ñn]a|clave(?: de acceso)?|senha|palavra-passe|parola(?: d'ordine|)|parolă|"
    r"wachtwoord|toegangscode|has[łl](?:o|a|em)|heslo|jelszó|lösenord|adgangskode|kodeord|passord|salasana|slaptažodis|parole|parool|lozinka|geslo|[şs]ifre\w{0,6}|κωδικός|парол[ьяею]\w{0,2}|парола|лозинка|סיסמה|סיסמא|"
    r"كلمة (?:المرور|السر)|رمز عبور|पासवर्ड|mật khẩu|kata sandi|"
    r"(?:wi-?fi|wlan|network|netzwerk)[ \-]?(?:key|schlüssel|code)|(?:security|secret) answer|sicherheitsantwort|réponse secrète|respuesta secreta"
)
_KEYS = (
    r"(?:api|access|auth|secret|private|account|license|encryption|shared|signing|session)[ _\-]?(?:key|token|secret|password|cookie)(?:[ _\-]id)?|session[ _\-]?id|(?:client|app|aws|webhook)[ _\-]secret(?:[ _\-](?:access[ _\-])?key)?|secret(?:[ _\-]key)?|"
    r"(?:api|zugriffs|lizenz|verschlüsselungs)-?(?:schlüssel|token)|clé (?:d'|de l')?api|clave (?:de (?:la )?)?api|chiave api|chave (?:da |de )?api|klucz api|api[ \-]?(?:sleutel|nyckel|nøgle|anahtarı|ключ)|ключ api"
)
_OF_CARDS = r"cv[cv]2?|cid code|security code|prüfziffer|kartenprüfnummer|cryptogramme|código de seguridad|codice di sicurezza"
_NUMBERS = (
    rf"{_OF_CARDS}|pin(?:[ \-]?code)?|puk|tan|otp|totp|"
    r"one[ \-]time (?:code|password|passcode|pin)|(?:verification|login|sign-in|access|auth(?:entication)?|confirmation|2fa|mfa|backup|recovery|unlock|activation|sms) codes?|bestätigungscode|sicherheitscode|einmalcode|"
    r"code de (?:vérification|sécurité)|código de (?:verificación|verificação)|codice di verifica|verificatiecode|kod weryfikacyjny|код подтверждения|doğrulama kodu|"
    r"(?:your|ihr|dein|votre|ton|tu|seu|il tuo|je|twój) (?:code|código|codice|kod)"
)
_LABEL = Words(f"{_NUMBERS}|{_KEYS}|{_PASSWORDS}")
_NUMBER_LABEL = re.compile(_NUMBERS, re.IGNORECASE)
_CARD_LABEL = re.compile(_OF_CARDS, re.IGNORECASE)
_SAYS = r"is|was|will be|set to|c'est|était|sera|wurde auf|war|wird|fue|será|era|był[ao]?|are|ist|war|lautet|est|es|é|è|era|code|number|nummer|nr|är|er|je|jest|to jest|to|on|olarak|είναι|هي|هو|adalah|là|है|here|hier|'s|now|jetzt|still|noch|leider|sadly"
_BETWEEN = r"from|von|de|da|van|z"
_FROM = re.compile(rf"(?<!\w)(?:{_BETWEEN})\s*$", re.IGNORECASE)
_VALUE = r"(?P<open>[\"'“„«‘`<*]{0,2})(?:(?<=«)[ \u00a0])?(?P<value>[^\s\"'”“«»`,;<>]{1,128})"
_NEXT = re.compile(
    rf"[\"'”]?(?P<link>(?:[ \t\u00a0]{{0,3}}(?:[*_]{{1,2}}|(?:{_SAYS}|{_BETWEEN})(?!\w)|=>|->|→|[=:：>|]|-(?=\s))){{0,4}})\s{{0,3}}{_VALUE}",
    re.IGNORECASE,
)
_LATER = re.compile(  # "… for my account is", "… meines Kontos lautet", "… for the portal:"
    rf"(?:[ \u00a0][^\W\d]{{1,20}}){{1,6}}?(?P<link>[ \u00a0](?:{_SAYS})[ \u00a0]|[ \u00a0]?[:=][ \u00a0]?)(?:(?:leider|now|jetzt|still|noch)[ \u00a0])?{_VALUE}",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    rf"[\"'”]?\s(?:to|into|auf|in|zu|à|en|a|naar|na|para|per|til|till)\s{_VALUE}", re.IGNORECASE
)
_AS = re.compile(
    r"(?P<value>[^\s\"'”“«»`,;<>(]{5,128})[\"'”]?\s(?:as|als|comme|como|come|jako)\s(?:[^\W\d]{1,8}\s){0,2}$",
    re.IGNORECASE,
)
_PHRASE = re.compile(r"[^\"'”“«»\n]{3,80}(?=[\"'”»])")
_REST_OF_CODE = re.compile(r"[ \-]\d{3,4}(?![\w.,]?\d)(?!\w)")
_LINE_ENDS = re.compile(r"[ \t]*(?:$|[\n,;|)\"'”]|[.!](?:\s|$))")
_MEASURE = re.compile(r"\d{1,4}[^\W\d]{1,5}$")  # 30min, 2FA, 24h
_VERSION = re.compile(r"\d+(?:\.\d+)+")
_STATES = re.compile(
    r"(?:wrong|incorrect\w?|invalid\w?|required|expired|forgotten|forgot|missing|unknown|none|null|reset|changed|locked|blocked|empty|hidden|yes|no|ok|same|below|above|see|not|"
    r"falsch|ungültig|vergessen|abgelaufen|fehlt|leer|gesperrt|unbekannt|nein|ja|oublié\w?|expiré\w?|perdu|olvidad\w|caducad\w|perdid\w|errat\w|dimenticat\w|scadut\w|"
    r"incorret\w|esquecid\w|expirad\w|verkeerd|vergeten|verlopen|błędne|zapomniane|wygasło|неверный|забыт|забыл\w?|problem\w?|error|help|hilfe|issue|question|frage)[.!?…]*$",
    re.IGNORECASE,
)
_WEAK = re.compile(  # "token" and "key" name much else: only noise behind a colon counts
    r"(?<![^\W_])(?:token|key|schlüssel|clé|clave|chave|chiave|klucz|sleutel|ключ)\s?[:=]\s?[\"']?(?P<value>[A-Za-z0-9_\-]{10,200})(?!\w)",
    re.IGNORECASE,
)
_NEAR_EAST = re.compile(  # scripts without blanks between words
    r"(?:密码|密碼|口令|验证码|驗證碼|密钥|パスワード|暗証番号|認証コード|비밀번호|인증번호|รหัสผ่าน)\s{0,3}(?:是|为|為|は|:|：|=|는|은|คือ){0,2}\s{0,3}(?P<value>[!-~]{3,128})"
)
_SYMBOL = re.compile(r"[!@#$%^&*_+=~|\\{}\[\]/]")
_TRAILING = ".!?)…:*_]"
_SAME_LINE = 160  # characters before a label that are looked at
_LONGEST_COUNT = 10  # digits of a code
_FEWEST = 6  # digits of a password that follows its name at once


def labelled(text: str) -> Iterator[Span]:
    """Values that words give away; overlaps are possible."""
    for label in _LABEL.finditer(text):
        if found := _NEXT.match(text, label.end()):
            yield from _after(text, found, _fewest(label[0]))
        if (found := _LATER.match(text, label.end())) and _is_told(found, _fewest(label[0])):
            yield _span(found)
        line = text[max(0, label.start() - _SAME_LINE) : label.start()]
        if (found := _AS.search(line)) and _is_odd(_bare(found["value"])):
            start = label.start() - len(line) + found.start("value")
            yield start, start + len(found["value"])
    for found in _WEAK.finditer(text):
        if _has_digit(found["value"]) and any(map(str.isalpha, found["value"])):
            yield found.span("value")
    for found in _NEAR_EAST.finditer(text):
        if _has_digit(found["value"]) or _SYMBOL.search(found["value"]):
            yield found.span("value")


def _after(text: str, found: re.Match[str], fewest: int) -> Iterator[Span]:
    """The value right behind a label, the whole phrase in quotes, and the one it was changed to."""
    start, end = _span(found)
    link, opened = found["link"], found["open"]
    if opened and link.strip() and (phrase := _PHRASE.match(text, start)) and " " in phrase[0]:
        yield phrase.span()
        return
    if not _is_value(text, start, end, link, opened, fewest):
        return
    if fewest and (rest := _REST_OF_CODE.match(text, end)):
        end = rest.end()
    yield start, end
    if _FROM.search(link) and (then := _CHANGED.match(text, end)) and _is_odd(_bare(then["value"])):
        yield _span(then)


def _is_value(text: str, start: int, end: int, link: str, opened: str, fewest: int) -> bool:
    """Has it a digit, or is it strange, or is it all that stands behind the colon?"""
    value = text[start:end]
    if len(value) < 3 or value.startswith(("[[", "http://", "https://")) or not any(map(str.isalnum, value)):
        return False
    if value.isdigit():
        return _is_count(value, link, fewest)
    if _has_digit(value):
        return bool(link.strip()) or not (_MEASURE.match(value) or _VERSION.fullmatch(value))
    if link.endswith(("=", "= ")):
        return not _STATES.match(value)
    strange = bool(_SYMBOL.search(value)) or (any(map(str.isupper, value[1:])) and not value.isupper())
    said = opened != "" or any(sign in link for sign in ":=：>→")
    if strange:
        symbol = bool(_SYMBOL.search(value.strip("*_/")))
        return said or (bool(link.strip()) and symbol) or ("_" in value and symbol and value != value.lower())
    return ":" in link and _LINE_ENDS.match(text, end) is not None and not _STATES.match(value)


def _fewest(label: str) -> int:
    """How many digits alone this label's values have, where nothing stands between; 0: it names no number."""
    if _CARD_LABEL.fullmatch(label):
        return 3
    return 4 if _NUMBER_LABEL.fullmatch(label) else 0


def _is_count(value: str, link: str, fewest: int) -> bool:
    """Digits alone: as many as codes have, and no year behind "pass" or "from"."""
    if _FROM.search(link):
        return False
    if fewest and len(value) > _LONGEST_COUNT:
        return False
    return bool(link.strip()) or len(value) >= (fewest or _FEWEST)


def _is_told(found: re.Match[str], fewest: int) -> bool:
    value = _bare(found["value"])
    if fewest and value.isdigit():
        return fewest <= len(value) <= _LONGEST_COUNT
    return _is_odd(_bare(found["value"])) and not found["value"].startswith(("[[", "http"))


def _is_odd(value: str) -> bool:
    """Nothing that a sentence would hold at this place: letters with digits or signs among them."""
    if len(value) < 5 or _MEASURE.match(value) or not any(map(str.isalpha, value)):
        return False
    return _has_digit(value) or bool(_SYMBOL.search(value.strip("*_/")) and "/" not in value)


def _span(found: re.Match[str]) -> Span:
    start = found.start("value")
    return start, start + len(_bare(found["value"]))


def _bare(value: str) -> str:
    return value.rstrip(_TRAILING)


def _has_digit(value: str) -> bool:
    return any(map(str.isdigit, value))
