"""Does a mail try to speak to the machine that reads it?

Three flags: hidden_text, invisible_chars, injection_suspected. Patterns find only part of
the attacks and sometimes an innocent sentence, so a flag means "nothing automatic here, and
learn nothing from it until a person confirms" – the defence itself is that model output
has no effect without a guard. At most 8,000 characters are read.
"""
# ruff: noqa: E501 - word lists and patterns read better unbroken

from __future__ import annotations

import base64
import codecs
import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from ai.contracts import BODY_LIMIT, Flag
from ai.guard.needles import AnyOf
from ai.text.clean import INVISIBLE, bounded, budget, invisible_count, visible

INVISIBLE_FLOOR = 3  # one or two soft hyphens or marks come from honest editors
BLOCKING = frozenset({"hidden_text", "invisible_chars", "injection_suspected"})

_GAP = r"[^.,;!?]{0,40}?"  # within one clause: "ignore my last mail, I found the instructions" is innocent
_TELLING = ("we", "i", "they", "you", "users", "agents", "not")  # tells of it, does not order it
_NOT_TOLD = "".join(rf"(?<!\b{who} )" for who in _TELLING)
_OVERRIDE = (
    # English: verb – which – instructions
    rf"{_NOT_TOLD}\b(?:ignore|disregard|forget|override|bypass|skip|drop)\b{_GAP}\b(?:previous|prior|above|earlier|all|any|your|the|these|those|system)\b"
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
    # Swedish, Danish and Norwegian, Czech and Slovak, Korean
    rf"\b(?:ignorera|glöm|ignorer|glem)\b{_GAP}\b(?:instruktioner|regler|instruktioner|instruksjoner|anvisningar)\b",
    rf"\b(?:ignoruj(?:te)?|zapomeň(?:te)?|zabudni(?:te)?)\b{_GAP}\b(?:pokyny|instrukce|inštrukcie|pravidla|pravidlá)\b",
    r"(?:지시|명령|규칙|프롬프트)\S{0,3}\s?(?:모두 |전부 )?(?:무시|잊)",
    # without the word "instructions"
    r"\bforget (?:everything|all|anything) (?:you (?:were|have been|'ve been) told|you know|above|before (?:this|that))\b",
    r"\bfrom (?:now|this (?:point|moment|message)) (?:on|onwards?|forward),? you (?:will|must|shall|should|are|only|always|act|answer|reply|respond)\b(?! (?:find|receive|get|need|be able|have|see))",
    r"\b(?:ignore|disregard|forget) (?:(?:the|everything|all|anything) above|what you (?:were|have been) told)\b",
    r"\b(?:tell|show|give) (?:me|us) (?:the|your|all) (?:\w{1,12} )?(?:instructions|rules|prompt) (?:you|that) (?:were|have been|was|got)\b",
    r"\b(?:output|print|dump|reveal|show) your (?:full|whole|complete|entire|current|own) (?:configuration|prompt|instructions|settings)\b",
    r"(?:^|[.!?\n]\s{0,4})(?:chat ?gpt|gpt-?\d?|claude|gemini|copilot|llama|mistral)\s?[,:]",
    r"\b(?:stop following|do not follow|don't follow|never follow) (?:your|the|any) (?:\w{1,12} )?(?:instructions?|rules?|guidelines?|prompts?)\b",
    r"\byour (?:new|only|real|actual|true) (?:task|role|job|goal|purpose|objective) is\b",
)  # fmt: skip
_MACHINE = r"(?:assistant|ai|a\.i\.|llm|language model|chat ?bot|bot|gpt\w{0,6}|classifier|triage (?:system|engine|bot)|automated system|ki|modell)"
_MACHINES_ELSEWHERE = r"(?:ki|ia|ai|llm|bot|chatbot|sprachmodell|modell|modèle|modelo|modello|assistent|assistant|asistente|assistente)"
_ADDRESSED = (
    rf"\b(?:attention|note|message|instructions?|notice|hey|dear)\s(?:to|for)?\s?(?:the|any|all)?\s?{_MACHINE}\b(?! (?:teams?|managers?|apps?|features?|plugins?|settings?|pages?))",
    rf"\b(?:if you are|as) an? {_MACHINE}\b[^.!?]{{0,40}}?\b(?:must|should|please|reply|set|mark|output|respond|classify|you)\b",
    rf"\byou are (?:now|no longer)\b{_GAP}\b(?:{_MACHINE}|dan|developer mode|unrestricted|jailbroken|admin(?:istrator)?|root)\b",
    r"\b(?:new|updated|revised|real) (?:system )?(?:instructions?|prompt|directives?|policy)\s?:",
    r"\b(?:system|developer|hidden|initial)[ \-]?(?:prompt|instructions?)\b",
    r"(?:^|\n)\s{0,4}(?:#{1,4}\s?)?(?:system|assistant|developer)\s?:(?=.{0,120}?\b(?:you|must|priority|ignore|escalate|set|mark|approved?|urgent|refund|instructions?|understood)\b)",
    r"(?:^|\n)\s{0,4}(?:#{1,4}\s?|`{3}\s?)(?:system|assistant|developer)\s{0,4}(?:\n|$)|\[(?:system|developer|admin)(?: (?:message|prompt|note|override))?\]",
    rf"(?:^|\n)\s{{0,4}}{_MACHINE}s?(?: assistants?)?\s?:\s?(?:you|please|set|mark|always|must)\b",
    rf"\b(?:hinweis|notiz|anweisung|nota|note|istruzioni|instructions?|remarque)\s(?:an|für|à|a|para|per)\s?(?:die |das |den |l'|l’|la |el |il |alla )?{_MACHINES_ELSEWHERE}\b",
    r"[\"']role[\"']\s{0,3}:\s{0,3}[\"'](?:system|assistant|developer)[\"']",
    r"[\"'](?:priority|category|sentiment|escalate|urgency)[\"']\s{0,3}:[^{}\n]{1,60}[\"'](?:sentiment|escalate|confidence)[\"']\s{0,3}:",
    r"\b(?:repeat|print|output|copy) (?:everything|all|the (?:text|words|lines?)) (?:above|before|preceding)\b",
    r"\b(?:secret|hidden) (?:code|word|token|text|string)\b.{0,40}\binstructions\b",
    r"!\[[^\]\n]{0,80}\]\(https?://[^)\s]{1,200}[?&][^)\s]{0,40}=[\[{<$]",
    r"<\|?(?:im_start|im_end|system|endoftext|start_header_id)\|?>|\[/?INST\]|<<SYS>>|</?(?:system|instructions?|untrusted_mail)>",
    # At the start of a sentence only: "can you mark the ticket as urgent?" is a fair question.
    rf"(?:^|[.!?:\n]\s{{0,4}})(?:set|mark|classify|label|categori[sz]e|rate|tag)\b{_GAP}\b(?:priority|category|sentiment|urgency|ticket|message|this|email|mail)\b{_GAP}"
    r"\b(?:as|to|=)\s{0,2}[\"'“]?(?:urgent|critical|low|resolved|closed|spam|positive|very_positive|vip|highest|p1|escalate)(?!\w* (?:is|does|doesn't|was|did|fails?|has|in your)\b)",
    r"\b(?:respond|reply|answer|output|return) (?:only|exactly|just)? ?(?:with|in|this)?\s?(?:only )?(?:the (?:word|text|following)|valid json|json|\{)",
    r"(?<!please )\b(?:respond|reply|answer|output)(?: only| just| exactly)? with\s?:",
    r"\b(?:reveal|print|repeat|show|output|leak|send|list|exfiltrate)\b.{0,30}\b(?:your|the|all|other) (?:system|hidden|initial|secret|internal|other "
    r"(?:customers?|tenants?|users?)|customers?)'?s?'?\s?(?:prompt|instructions?|messages?|tickets?|data|keys?|e-?mails?|configuration)",
    r"\b(?:pretend|act as|roleplay|simulate)\b.{0,30}\b(?:you are|admin|administrator|system|developer|unrestricted|no (?:rules|restrictions))\b",
    r"\b(?:auto[- ]?approve|approve (?:the|this|my) refund (?:automatically|immediately|without))\b",
    r"\bdo not (?:tell|inform|alert|notify|escalate to|show (?:this )?to)\b.{0,20}\b(?:agent|human|operator|support team|anyone)\b",
)  # fmt: skip
_SUSPECT = AnyOf((*_OVERRIDE, *_ADDRESSED))
_ENCODED = re.compile(
    r"(?<![A-Za-z0-9+/=_\-])[A-Za-z0-9+/_\-]{40,4000}={0,2}(?![A-Za-z0-9+/_\-])|(?:\\x[0-9a-f]{2}|%[0-9a-f]{2}){14,800}",
    re.IGNORECASE,
)
_DECODE = re.compile(
    r"\b(?:decode|decrypt|base ?64|rot ?13|hex(?:adecimal)?|unscramble|dekodier\w{0,3}|entschlüssel\w{0,3}|décode[rz]?|decodifica\w{0,3}|decodifique)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w{2,60}")
_LOOK_ALIKES = str.maketrans("аеорсухіјѕԁһВНКМТАЕОРСХοαερνικ", "aeopcyxijsdhBHKMTAEOPCXoaepvik")
_LEET = str.maketrans("013457", "oieast")
MOST_BLOCKS = 5
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
    for read in dict.fromkeys((plain, _respelled(plain), *_decoded(plain))):
        if found := _SUSPECT.search(read):
            return found[0].strip()[:200]
    if (block := _ENCODED.search(plain)) and (request := _DECODE.search(plain)):
        return f"{request[0]} … {block[0][:60]}"
    for spaced in _SPACED.finditer(plain):
        joined = re.sub(r"[ .\-_*]", "", spaced[0]).lower()
        if re.search(r"ignore|instruction|disregard|systemprompt", joined):
            return spaced[0][:200]
    return ""


def _respelled(text: str) -> str:
    """Letters that only look Latin, digits in the place of letters and blanks written as _ made plain."""

    def plain(found: re.Match[str]) -> str:
        word = found[0]
        if word.isascii() and word.isalpha():
            return word  # which is most of them
        if any("a" <= letter <= "z" for letter in word.lower()):
            word = word.translate(_LOOK_ALIKES)
            if sum(map(str.isdigit, word)) <= len(word) // 2 and not word.isdigit():
                word = word.translate(_LEET)
        return word.replace("_", " ")

    return _WORD.sub(plain, text)


def _decoded(text: str) -> Iterator[str]:
    """What base64, hexadecimal and rot13 hide, as far as it is text. A few blocks are enough to tell."""
    for block in islice(_ENCODED.finditer(text), MOST_BLOCKS):
        for decode in (_base64, _hex):
            if (said := decode(block[0])) and said.isprintable():
                yield said
    if "rot13" in text.lower():
        yield codecs.decode(text, "rot13")


def _base64(block: str) -> str:
    try:
        return base64.b64decode(block + "=" * (-len(block) % 4), altchars=b"-_").decode()
    except ValueError:
        return ""


def _hex(block: str) -> str:
    try:
        return bytes.fromhex(re.sub(r"\\x|%", "", block)).decode()
    except ValueError:
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
