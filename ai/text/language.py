"""In which language a mail is written, honestly: "und" when the text is too short to tell.

Scripts decide what scripts can decide (kana is Japanese, hangul Korean); small words of a
language decide short mails; py3langid judges the rest among the languages listed here.
The identifier loads on first use (0.7 s, 10 MB and the pages its texts touch) and only in processes that read mail.
"""
# ruff: noqa: E501 - word lists and patterns read better unbroken

from __future__ import annotations

import math
import os
import re
import tempfile
from array import array
from collections import Counter
from functools import lru_cache
from mmap import ACCESS_READ, MADV_RANDOM, mmap
from typing import Any

from ai.contracts import UNDETERMINED, FieldReading

READ = 1_200  # characters that settle a language; more only mixes in product names
SHORT = 3  # letters or fewer: nobody can tell
LATIN = (
    "en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", "sv", "da", "no", "fi", "cs", "hu", "ro", "id", "vi",
)  # fmt: skip
CYRILLIC = ("ru", "uk", "bg")
ARABIC = ("ar", "fa", "ur")
LANGUAGES = (*LATIN, *CYRILLIC, *ARABIC, "zh", "ja", "ko", "hi", "he", "el", "th")

_SMALL_WORDS = {
    "en": "the thanks thank and is are was you your my i we our not can cannot how what please with this that have for hello hi of to it do does when",
    "de": "der die das und ist nicht ich wir sie mein meine unser ihr wie bitte mit den dem ein eine hallo danke auf für kann haben seit noch",
    "fr": "le la les et est pas je nous vous mon ma notre votre comment avec un une bonjour pour sur dans depuis des que ne suis merci",
    "es": "el los las y es no yo nosotros mi nuestro su cómo como con un una hola para por que desde puedo gracias está tengo la en",
    "it": "il lo gli e è non io noi mio nostro come con un una ciao buongiorno per che da posso grazie sono della di ho vostro",
    "pt": "o os as e é não eu nós meu minha nosso como com um uma olá para por que desde posso obrigado está tenho em seu vocês",
    "nl": "de het een en is niet ik wij we mijn onze hoe met voor van hallo kan sinds graag heb naar dit dat er ook jullie u",
    "pl": "i jest nie się ja my mój moje nasz jak z na do proszę od dzień dobry mam że to czy w mogę",
    "tr": "ve bir bu için değil ben biz nasıl ile merhaba lütfen var yok çok hesabım teşekkürler ne da de olarak",
    "sv": "och är inte jag vi min vår hur med för på hej kan sedan det att en ett som har tack inte era",
    "da": "og er ikke jeg vi min vores hvordan med for på hej kan siden det at en et som har tak ikke jeres",
    "no": "og er ikke jeg vi min vår hvordan med for på hei kan siden det at en et som har takk ikke deres",
    "cs": "a je není já my můj náš jak s na dobrý den prosím mám že se od to v nemohu děkuji",
    "fi": "ja on ei minä me miten kanssa hei voi en ole kiitos tämä että se minun meidän",
    "hu": "és a az nem van én mi hogy hogyan egy kérem köszönöm jó nap is meg",
    "ro": "și este nu eu noi cum cu un o bună ziua pentru pe în vă rog am mulțumesc din la",
    "id": "dan yang tidak saya kami bagaimana dengan untuk di ini itu ada halo bisa terima kasih",
    "vi": "và là không tôi chúng của có được cho xin chào làm một này cảm ơn",
    "ru": "и не могу войти нет есть уже был я мы вы как в на с это мой наш пожалуйста здравствуйте у по что нас меня",
    "uk": "і не я ми ви як в на з це мій наш будь ласка добрий день у що та є ваш",
    "bg": "и не аз ние вие как в на с това моят моля здравейте у по че съм да се",
}
_WORDS = {code: frozenset(words.split()) for code, words in _SMALL_WORDS.items()}
_LANGUAGES_OF: dict[str, list[str]] = {}
for _code, _small in _WORDS.items():
    for _word in _small:
        _LANGUAGES_OF.setdefault(_word, []).append(_code)
_OWN_LETTERS = {  # none of them ASCII
    "uk": "іїєґ", "ru": "ыэё", "tr": "ğış", "pl": "łąęśżźćń", "cs": "řěů", "hu": "őű", "ro": "țșă", "de": "ß",
    "fa": "پچگژی", "ur": "ٹڈڑےں", "vi": "ạảấầđơưế", "es": "ñ¿¡", "pt": "ãõ",
}  # fmt: skip
_SCRIPTS = (
    ("kana", re.compile("[\u3040-\u30ff]")),
    ("hangul", re.compile("[\u1100-\u11ff\uac00-\ud7af]")),
    ("han", re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")),
    ("cyrillic", re.compile("[\u0400-\u04ff]")),
    ("arabic", re.compile("[\u0600-\u06ff\u0750-\u077f]")),
    ("hebrew", re.compile("[\u0590-\u05ff]")),
    ("greek", re.compile("[\u0370-\u03ff]")),
    ("devanagari", re.compile("[\u0900-\u097f]")),
    ("thai", re.compile("[\u0e00-\u0e7f]")),
)
_ONE_LANGUAGE = {"hebrew": "he", "greek": "el", "devanagari": "hi", "thai": "th", "hangul": "ko"}
_NOISE = re.compile(r"https?://\S{1,300}|\S{1,64}@\S{1,200}|\[\[[A-Z]+_\d+\]\]|[\w.]*\d[\w.]*")
_LETTERS = re.compile(r"[^\W\d_]+")


def identify(text: str) -> FieldReading[str]:
    """ISO 639-1 code with confidence; "und" at low confidence for too little text."""
    text = _NOISE.sub(" ", text[: READ * 2])[:READ]
    words = _LETTERS.findall(text.lower())
    letters = sum(map(len, words))
    if letters <= SHORT and not _wide(text):
        return FieldReading(UNDETERMINED, 0.2, "too little text to tell", text.strip()[:40])

    script, share = _script(text, letters)
    if script == "kana" or (script == "han" and _SCRIPTS[0][1].search(text)):
        return FieldReading("ja", 0.98, "Japanese kana")
    if script == "han":
        return FieldReading("zh", 0.95, "Chinese characters without kana")
    if script in _ONE_LANGUAGE:
        return FieldReading(_ONE_LANGUAGE[script], min(0.98, 0.6 + share / 2), f"{script} script")
    family = {"cyrillic": CYRILLIC, "arabic": ARABIC}.get(script, LATIN)
    return _among(family, text, words, letters)


def _wide(text: str) -> bool:
    return bool(_SCRIPTS[0][1].search(text) or _SCRIPTS[1][1].search(text) or _SCRIPTS[2][1].search(text))


def _script(text: str, letters: int) -> tuple[str, float]:
    """The script of most letters; a few foreign words do not turn a mail."""
    if text.isascii():
        return "latin", 1.0
    counts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS}
    counts["han"] += counts["kana"]
    name = max(counts, key=lambda key: counts[key])
    share = counts[name] / max(1, letters)
    # One ideograph carries as much as three Latin letters.
    return (name, share) if share * (3 if name == "han" else 1) > 0.5 else ("latin", 1.0)


def _among(family: tuple[str, ...], text: str, words: list[str], letters: int) -> FieldReading[str]:
    scores = _small_word_scores(family, text, words)
    statistical = _ranked(text, family)
    best = max(family, key=lambda code: scores.get(code, 0.0) + statistical.get(code, 0.0))
    rest = [scores.get(code, 0.0) + statistical.get(code, 0.0) for code in family if code != best]
    margin = scores.get(best, 0.0) + statistical.get(best, 0.0) - max(rest)
    confidence = (1 - math.exp(-margin)) * min(1.0, letters / 14)

    if confidence < 0.45:
        return FieldReading(UNDETERMINED, round(confidence, 3), "too little text to tell", text.strip()[:40])
    seen = [word for word in words if word in _WORDS.get(best, ())]
    shown = list(dict.fromkeys(seen))[:4]
    reason = f"words: {', '.join(shown)}" if shown else "letter statistics"
    return FieldReading(best, round(min(0.99, confidence), 3), reason, shown[0] if shown else "")


def _small_word_scores(family: tuple[str, ...], text: str, words: list[str]) -> dict[str, float]:
    """Share of words that are small words of a language, plus letters only that language has."""
    hits = Counter(code for word in words for code in _LANGUAGES_OF.get(word, ()))
    total = max(4, len(words))
    lowered = "" if text.isascii() else text.lower()
    scores = {}
    for code in family:
        own = sum(lowered.count(letter) for letter in _OWN_LETTERS.get(code, "")) if lowered else 0
        scores[code] = 4.0 * hits[code] / total + min(1.5, 12.0 * own / max(20, len(lowered)))
    return scores


def _ranked(text: str, family: tuple[str, ...]) -> dict[str, float]:
    """py3langid's log probabilities as 0..3 points; differences shrink with shared vocabulary."""
    ranks = {code: score for code, score in _identifier().rank(text) if code in family and score > -1e30}
    if not ranks:
        return {}
    top = max(ranks.values())
    spread = 12.0 + 0.1 * len(text)
    return {code: 3.0 * math.exp((score - top) / spread) for code, score in ranks.items()}


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # heavy: see the promise above

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages([code for code in LANGUAGES if code in identifier.labels])
    # the rest is 22 MB for languages we never ask about
    identifier._full_model = (identifier.nb_ptc, identifier.nb_pc, identifier.nb_classes)
    identifier.tk_nextmove = _on_disk(identifier.tk_nextmove)
    return identifier


def _on_disk(table: array[int]) -> Any:
    """The same numbers as pages of a file without a name: of 40 MB only those that mails touch stay in memory.

    The kernel would map the neighbours of a page that are in its cache, too: so they leave it first.
    """
    with tempfile.TemporaryFile() as file:
        table.tofile(file)
        file.flush()
        if hasattr(os, "posix_fadvise"):
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        pages = mmap(file.fileno(), 0, access=ACCESS_READ)
    pages.madvise(MADV_RANDOM)
    return memoryview(pages).cast(table.typecode)  # type: ignore[arg-type]


def small_words() -> frozenset[str]:
    """Small words of all languages: they tell the language and nothing about the subject."""
    return frozenset(
        word for words in _WORDS.values() for word in words if word not in ("not", "nicht", "non", "no")
    )
