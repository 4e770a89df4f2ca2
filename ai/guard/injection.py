"""Does a mail try to speak to the machine that reads it?

Three flags: hidden_text, invisible_chars, injection_suspected. Patterns find only part of
the attacks and sometimes an innocent sentence, so a flag means "nothing automatic here, and
learn nothing from it until a person confirms" – the defence itself is that model output
has no effect without a guard. At most 8,000 characters are read.
"""
# ruff: noqa: E501 - word lists and patterns read better unbroken

from __future__ import annotations

import re
import unicodedata

from ai.contracts import BODY_LIMIT, Flag
from ai.text.clean import INVISIBLE, bounded, budget, invisible_count, visible

INVISIBLE_FLOOR = 3  # one or two soft hyphens or marks come from honest editors
BLOCKING = frozenset({"hidden_text", "invisible_chars", "injection_suspected"})

_GAP = r"[^.,;!?]{0,40}?"  # within one clause: "ignore my last mail, I found the instructions" is innocent
_OVERRIDE = "|".join((
    # English: verb – which – instructions
    rf"\b(?:ignore|disregard|forget|override|bypass|skip|drop)\b{_GAP}\b(?:previous|prior|above|earlier|all|any|your|the|these|those|system)\b"
    rf"{_GAP}\b(?:instructions?|prompts?|rules?|guidelines?|directives?|constraints?|programming|polic(?:y|ies))\b",
    # German
    rf"\b(?:ignorier\w{{0,3}}|vergiss|vergessen sie|missachte|übergehe)\b{_GAP}\b(?:anweisung\w{{0,3}}|instruktion\w{{0,3}}|regeln|vorgaben|prompts?)\b",
    # French
    rf"\b(?:ignore[rz]?|oublie[rz]?|ne tiens pas compte)\b{_GAP}\b(?:instructions?|consignes?|règles?|directives?)\b",
    # Spanish
    rf"\b(?:ignora|ignore|olvida|olvide|omite|omita)\b{_GAP}\b(?:instrucciones|reglas|indicaciones|directrices)\b",
    # Italian
    rf"\b(?:ignora|ignorate|dimentica|trascura)\b{_GAP}\b(?:istruzioni|regole|direttive|indicazioni)\b",
    # Portuguese
    rf"\b(?:ignore|ignora|esqueça|desconsidere)\b{_GAP}\b(?:instruções|regras|orientações|diretrizes)\b",
    # Dutch
    rf"\b(?:negeer|vergeet)\b{_GAP}\b(?:instructies|regels|aanwijzingen|opdrachten)\b",
    # Russian
    rf"\b(?:игнорируй(?:те)?|забудь(?:те)?)\b{_GAP}\b(?:инструкции|указания|правила)\b",
    # Polish, Turkish, Chinese, Japanese, Arabic
    rf"\b(?:zignoruj|zapomnij)\b{_GAP}\b(?:instrukcje|polecenia|zasady)\b",
    rf"\b(?:talimatları|kuralları)\b{_GAP}\b(?:yok say|görmezden gel|unut)",
    r"(?:忽略|无视|忘记).{0,12}(?:指令|指示|提示|规则)",
    r"(?:指示|命令|ルール|プロンプト).{0,8}(?:無視|忘れ)",
    r"(?:تجاهل|انس).{0,20}(?:التعليمات|الأوامر|القواعد)",
))  # fmt: skip
_MACHINE = r"(?:assistant|ai|a\.i\.|llm|language model|chat ?bot|bot|gpt\w{0,6}|classifier|triage (?:system|engine|bot)|automated system|ki|modell)"
_ADDRESSED = "|".join((
    rf"\b(?:attention|note|message|instructions?|notice|hey|dear)\s(?:to|for)?\s?(?:the|any|all)?\s?{_MACHINE}\b",
    rf"\b(?:if you are|as) an? {_MACHINE}\b[^.!?]{{0,40}}?\b(?:must|should|please|reply|set|mark|output|respond|classify|you)\b",
    rf"\byou are (?:now|no longer)\b{_GAP}\b(?:{_MACHINE}|dan|developer mode|unrestricted|jailbroken|admin(?:istrator)?|root)\b",
    r"\b(?:new|updated|revised|real) (?:system )?(?:instructions?|prompt|directives?|policy)\s?:",
    r"\b(?:system|developer|hidden|initial) ?(?:prompt|instructions?)\b",
    r"(?:^|\n)\s{0,4}(?:#{1,4}\s?)?(?:system|assistant|developer)\s?:",
    r"<\|?(?:im_start|im_end|system|endoftext|start_header_id)\|?>|\[/?INST\]|<<SYS>>|</?(?:system|instructions?|untrusted_mail)>",
    # At the start of a sentence only: "can you mark the ticket as urgent?" is a fair question.
    rf"(?:^|[.!?:\n]\s{{0,4}})(?:set|mark|classify|label|categori[sz]e|rate|tag)\b{_GAP}\b(?:priority|category|sentiment|urgency|ticket|message|this|email|mail)\b{_GAP}"
    r"\b(?:as|to|=)\s{0,2}[\"'“]?(?:urgent|critical|low|resolved|closed|spam|positive|very_positive|vip|highest|p1|escalate)",
    r"\b(?:respond|reply|answer|output|return) (?:only|exactly|just)? ?(?:with|in)?\s?(?:the (?:word|text|following)|valid json|json|\{)",
    r"\b(?:reveal|print|repeat|show|output|leak|send|list|exfiltrate)\b.{0,30}\b(?:your|the|all|other) (?:system|hidden|initial|secret|internal|other "
    r"(?:customers?|tenants?|users?)|customers?)'?s?'?\s?(?:prompt|instructions?|messages?|tickets?|data|keys?|e-?mails?|configuration)",
    r"\b(?:pretend|act as|roleplay|simulate)\b.{0,30}\b(?:you are|admin|administrator|system|developer|unrestricted|no (?:rules|restrictions))\b",
    r"\b(?:auto[- ]?approve|approve (?:the|this|my) refund (?:automatically|immediately|without))\b",
    r"\bdo not (?:tell|inform|alert|notify|escalate to|show (?:this )?to)\b.{0,20}\b(?:agent|human|operator|support team|anyone)\b",
))  # fmt: skip
_SUSPECT = re.compile(f"(?:{_OVERRIDE})|(?:{_ADDRESSED})", re.IGNORECASE)
_ENCODED = re.compile(
    r"(?<![A-Za-z0-9+/=_\-])[A-Za-z0-9+/_\-]{40,4000}={0,2}(?![A-Za-z0-9+/_\-])|(?:\\x[0-9a-f]{2}|%[0-9a-f]{2}){14,800}",
    re.IGNORECASE,
)
_DECODE = re.compile(
    r"\b(?:decode|decrypt|base ?64|rot ?13|hex(?:adecimal)?|unscramble|dekodier\w{0,3}|entschlüssel\w{0,3}|décode[rz]?|decodifica\w{0,3}|decodifique)\b",
    re.IGNORECASE,
)
_SPACED = re.compile(r"\b(?:\w[ .\-_*]){5,40}\w\b")


def inspect(text: str, *, hidden: str = "") -> tuple[Flag, ...]:
    """Flags of a raw mail text; `hidden` is what the HTML cleaner found invisible to readers.

    Hidden text alone is honest in newsletters (preheaders); it counts when it carries words
    for a machine or more than a line of them.
    """
    flags = []
    hidden = hidden.strip()
    if hidden and (len(hidden) > 300 or suspicious(hidden)):
        flags.append(Flag("hidden_text", visible(hidden)[:200]))
    if (seen := invisible_count(text)) >= INVISIBLE_FLOOR and _matters(text, seen):
        flags.append(Flag("invisible_chars", f"{seen} characters no reader sees"))
    if words := suspicious(text) or suspicious(_unveiled(text)):
        flags.append(Flag("injection_suspected", words))
    return tuple(flags)


def suspicious(text: str) -> str:
    """The words of a text that address a machine; empty when there are none."""
    plain = budget(unicodedata.normalize("NFKC", visible(text[: BODY_LIMIT * 4])), BODY_LIMIT)
    if found := _SUSPECT.search(plain):
        return found[0].strip()[:200]
    if (block := _ENCODED.search(plain)) and (request := _DECODE.search(plain)):
        return f"{request[0]} … {block[0][:60]}"
    for spaced in _SPACED.finditer(plain):
        joined = re.sub(r"[ .\-_*]", "", spaced[0]).lower()
        if re.search(r"ignore|instruction|disregard|systemprompt", joined):
            return spaced[0][:200]
    return ""


def _matters(text: str, seen: int) -> bool:
    """Tag characters always; else a share no template or soft-hyphenated newsletter explains."""
    tagged = any("\U000e0000" <= character <= "\U000e0fff" for character in bounded(text))
    return tagged or _splits_words(text) or seen > len(text) // 20


def _splits_words(text: str) -> bool:
    inside = re.findall(f"(?<=[A-Za-z]){INVISIBLE.pattern}(?=[A-Za-z])", bounded(text).replace("\u00ad", ""))
    return len(inside) >= INVISIBLE_FLOOR


def _unveiled(text: str) -> str:
    """Text that was written in Unicode tag characters, readable again."""
    tags = [character for character in bounded(text) if "\U000e0020" <= character <= "\U000e007e"]
    return "".join(chr(ord(character) - 0xE0000) for character in tags)
