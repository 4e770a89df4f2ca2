"""A suggested reply: salutation, what the best articles say with numbered citations, closing.

Nothing is invented: the middle is verbatim from at most four sources, and the draft passes
the same checks as a model's. Below the ground threshold there is no draft but a reason
and the nearest articles: refusing well is part of the job.
"""

from __future__ import annotations

import re

from ai.contracts import UNDETERMINED, Citation, Draft, Names, Nearest, Reading, Source
from ai.guard.draft_checks import check_draft, withheld_by
from ai.local.mail import Mail
from ai.local.retrieval import Found, SourceIndex
from ai.local.words.letters import LETTERS
from ai.text.language import identify

NEAR = 0.72  # a second source joins from this share of the best score
MOST_SOURCES = 4
MOST_PASSAGES = 3
NEAREST_FLOOR = 0.08  # an article below this is not worth showing
NO_ANSWER = ("feedback", "other")  # groups that articles do not answer
AGREED = 0.5  # colleagues answered questions this much alike from it: then it is a question
CEILING = 0.84  # verbatim passages are never shown as High: whether they answer is not proven


def compose(mail: Mail, reading: Reading, index: SourceIndex, names: Names, *, brief: bool = False) -> Draft:
    """A draft, or an empty one with `withheld_reason` and the nearest sources. brief: one passage alone."""
    found = index.search(mail.doc)
    nearest = _nearest(found)
    if reason := _no_ground(mail, reading, found):
        return Draft("", (), 0.0, reason, nearest)

    chosen = _chosen(found[:1] if brief else found)
    language = mail.language.value
    written = _language_of(chosen[0].passage.source)
    if UNDETERMINED not in (language, written) and language != written:
        return Draft(
            "", (), 0.0, f"the best article is in {written}, the customer writes in {language}", nearest
        )

    sources = list({item.passage.source.id: item.passage.source for item in chosen}.values())
    body = _letter(chosen, sources, names, written if language == UNDETERMINED else language)
    flags = check_draft(
        body,
        sources,
        mail.doc.text,
        language=language,
        own=f"{names.customer} {names.agent} {names.organization}",
    )
    if reason := withheld_by(flags):
        return Draft("", (), 0.0, reason, nearest, flags)
    citations = tuple(
        Citation(source.id, f"[{number}]", _quoted(source, chosen))
        for number, source in enumerate(sources, 1)
    )
    return Draft(body, citations, _confidence(chosen[0]), "", nearest, flags)


def _no_ground(mail: Mail, reading: Reading, found: list[Found]) -> str:
    if not reading.needs_reply.value:
        return f"no reply needed: {reading.needs_reply.reason}"
    if reading.escalation.value and reading.escalation.code in ("safety", "legal", "security"):
        return f"a person should answer: {reading.escalation.reason}"
    is_known = bool(found) and found[0].agreed >= AGREED
    if (
        reading.category.value.split(".")[0] in NO_ANSWER
        and reading.category.confidence >= 0.6
        and not is_known
    ):
        return "the message asks nothing that an article answers"
    if not found:
        return "no article shares words with the message"
    if found[0].ground < 1:
        return "no article answers this well enough"
    return ""


def _chosen(found: list[Found]) -> list[Found]:
    """The best passage, and others nearly as good, in the order of their sources."""
    best = found[0]
    near = [one for one in found if one.score >= NEAR * best.score and one.standing >= NEAR * best.standing]
    near = near[:MOST_PASSAGES]
    ranks = {item.passage.source.id: place for place, item in reversed(list(enumerate(near)))}
    if len(ranks) > MOST_SOURCES:
        near = near[:MOST_SOURCES]
    return sorted(near, key=lambda item: (ranks[item.passage.source.id], item.passage.place))


def _letter(chosen: list[Found], sources: list[Source], names: Names, language: str) -> str:
    named, plain, closing = LETTERS.get(language, LETTERS["en"])
    first = first_name(names.customer)
    paragraphs = [named.format(name=first) if first else plain]
    for number, source in enumerate(sources, 1):
        said = [item.passage.text for item in chosen if item.passage.source is source]
        paragraphs += [*said[:-1], f"{said[-1]} [{number}]"]
    return "\n\n".join([*paragraphs, closing])  # the letter itself is signed when it is sent


def _quoted(source: Source, chosen: list[Found]) -> str:
    """What the draft takes from one source."""
    return "\n\n".join(item.passage.text for item in chosen if item.passage.source is source)


def first_name(name: str) -> str:
    """ "Dr. Anna Schmidt" -> "Anna", "Schmidt, Anna" -> "Anna"; an address or number is no name."""
    name = re.sub(
        r"^(?:(?:mr|mrs|ms|dr|prof|herr|frau|sr|sra)\.?\s+)+",
        "",
        " ".join(name.split())[:80],
        flags=re.IGNORECASE,
    )
    if "@" in name or any(character.isdigit() for character in name):
        return ""
    if "," in name:
        name = name.split(",", 1)[1].strip()
    first = name.split(" ")[0] if name else ""
    return first if re.fullmatch(r"[^\W\d_][^\d_<>{}\[\]|]{0,30}", first) else ""


def _language_of(source: Source) -> str:
    return source.language or identify(f"{source.title}\n{source.text}").value


def _nearest(found: list[Found]) -> tuple[Nearest, ...]:
    best: dict[str, Nearest] = {}
    for item in found:
        source = item.passage.source
        if item.score >= NEAREST_FLOOR and source.id not in best:
            best[source.id] = Nearest(source.id, source.title, source.url, round(item.score, 3))
    return tuple(best.values())[:3]


def _confidence(best: Found) -> float:
    return round(min(CEILING, best.sure), 3)
