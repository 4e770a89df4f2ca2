"""Summaries and other wordings without a model: sentences are chosen and framed, never invented."""
# ruff: noqa: E501 - patterns read better unbroken

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from ai.local.words.letters import LETTERS
from ai.text.language import identify

_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+|\n+")
_WORD = re.compile(r"[^\W\d_]{3,}")
_PARAGRAPH = re.compile(r"\n\s*\n")
LEAST = 4  # words of a sentence worth keeping
_IDLE = re.compile(
    r"^(?:thank(?:s| you)\b|(?:i|we) hope\b|please (?:let (?:me|us) know|do not hesitate|feel free)|(?:do not|don['’]t) hesitate|have a (?:nice|great|good)\b|(?:i|we) (?:appreciate|understand) |vielen dank\b|danke\b|wir hoffen\b|bei (?:weiteren )?fragen\b|merci\b|n['’]hésitez\b|gracias\b)",
    re.IGNORECASE,
)
_SHORT_FORMS = (
    (r"\bcan['’]t\b", "cannot"), (r"\bwon['’]t\b", "will not"), (r"\bshan['’]t\b", "shall not"), (r"n['’]t\b", " not"),
    (r"\b(i|I)['’]m\b", "I am"), (r"['’]re\b", " are"), (r"['’]ve\b", " have"), (r"['’]ll\b", " will"),
    (r"\b(it|that|there|here|what)['’]s\b", r"\1 is"), (r"\bHi\b", "Hello"), (r"\bThanks\b", "Thank you"), (r"\bthanks\b", "thank you"),
    (r"\bOK\b|\bokay\b", "all right"), (r"!+(?=\s|$)", "."),
)  # fmt: skip


def summary(lines: Sequence[tuple[str, str]], words: int) -> str:
    """[(who, text)] oldest first: what was asked first, what we said last, what came after that."""
    sentences = [(who, _sentences(text)) for who, text in lines]
    spread = Counter(word for _, found in sentences for one in found for word in _words(one))
    customer = [found for who, found in sentences if who == "customer" and found]
    agent = [place for place, (who, found) in enumerate(sentences) if who == "agent" and found]
    chosen = [_best(customer[0], spread, 2)] if customer else []
    if agent:
        chosen.append(_best(sentences[agent[-1]][1], spread, 2))
    after = (
        [found for who, found in sentences[agent[-1] + 1 :] if who == "customer" and found]
        if agent
        else customer[1:]
    )
    if after:
        chosen.append(_best(after[-1], spread, 2))
    flat = list(dict.fromkeys(one for group in chosen for one in group))
    return " ".join(_within(flat or [" ".join(text.split()) for _, text in lines[-1:]], words))


def shorter(text: str) -> str:
    """Without courtesies that say nothing; of long paragraphs the sentences with the rarest words go last."""
    kept = []
    for place, paragraph in enumerate(_PARAGRAPH.split(text.strip())):
        found = [one for one in _SENTENCE.split(paragraph) if one.strip()]
        left = [one for one in found if not _IDLE.match(one.strip())] or ([] if place else found)
        kept += [("\n" if "\n" in paragraph else " ").join(left)] if left else []
    return "\n\n".join(kept)


def friendlier(text: str) -> str:
    """With a greeting, thanks and a closing line where they are missing."""
    greeting, thanks, closing = _frame(text)
    begins = text.strip().split("\n", 1)[0]
    framed = text.strip() if _greets(begins) else f"{greeting}\n\n{text.strip()}"
    if thanks and thanks.split(" ")[0].casefold() not in framed.casefold():
        first, _, rest = framed.partition("\n\n")
        framed = f"{first}\n\n{thanks} {rest}" if rest else f"{first}\n\n{thanks}"
    return framed if _closes(framed) else f"{framed}\n\n{closing}"


def formal(text: str) -> str:
    """Long forms for short ones (English), a greeting and a closing line."""
    for form, long in _SHORT_FORMS:
        text = re.sub(form, long, text)
    greeting, _, closing = _frame(text)
    framed = text.strip() if _greets(text.strip().split("\n", 1)[0]) else f"{greeting}\n\n{text.strip()}"
    return framed if _closes(framed) else f"{framed}\n\n{closing}"


TOOLS: dict[str, Callable[[str], str]] = {"shorter": shorter, "friendlier": friendlier, "formal": formal}
_THANKS = {
    "en": "Thank you for your patience.",
    "de": "Vielen Dank für Ihre Geduld.",
    "fr": "Merci de votre patience.",
    "es": "Gracias por su paciencia.",
}


def _frame(text: str) -> tuple[str, str, str]:
    language = identify(text).value
    language = language if language in LETTERS else "en"
    _, greeting, closing = LETTERS[language]
    return greeting, _THANKS.get(language, ""), closing


def _greets(line: str) -> bool:
    return len(line.split()) <= 6 and line.rstrip().endswith((",", "!", ":", "，", "、"))


def _closes(text: str) -> bool:
    last = text.rstrip().rsplit("\n\n", 1)[-1]
    return "\n\n" in text and len(last.split()) <= 6 and not last.endswith((".", "?", "!"))


def _sentences(text: str) -> list[str]:
    found = [one.strip() for one in _SENTENCE.split(text)]
    return [one for one in found if len(one.split()) >= LEAST and not _IDLE.match(one) and not _greets(one)]


def _words(sentence: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(sentence)}


def _best(found: list[str], spread: Counter[str], number: int) -> list[str]:
    """The sentences whose words the conversation comes back to, in their order."""

    def weight(one: str) -> float:
        words = _words(one)
        return sum(spread[word] for word in words) / (len(words) + 4) + ("?" in one)

    best = sorted(found, key=weight, reverse=True)[:number]
    return [one for one in found if one in best]


def _within(sentences: list[str], words: int) -> list[str]:
    kept: list[str] = []
    for one in sentences:
        room = words - sum(len(other.split()) for other in kept)
        if room < LEAST:
            break
        kept.append(one if len(one.split()) <= room else " ".join(one.split()[: room - 1]) + " …")
    return kept
