"""An answer that stands on an article teaches the search: like questions find that article sooner.

It teaches when a suggested reply that cites the article was sent, as it was or edited and still much the
same, or when the reply links to the article. The question is the customer's last message before it. Mail that
our edge calls forged, a machine wrote or an import brought teaches nothing, nor does a reply no colleague
wrote, nor a question a guard has doubts about. A reply that is taken back takes its lessons back.
"""

from __future__ import annotations

import re

from ai import sources
from ai.models import Lesson, Outcome, Run, Suggestion
from ai.rules import DISTRUST
from core.knowledge import selectors as knowledge
from core.mail import selectors as mail
from core.tickets.models import Message
from tenants import context
from tenants.selectors import site_url

MUCH_THE_SAME = 0.5  # similarity from which an edited reply still stands on what the draft cited
MOST = 3  # articles that one reply teaches
HOW = {Outcome.Kind.SENT_AS_IS: Lesson.How.AS_IS, Outcome.Kind.EDITED: Lesson.How.EDITED}
ARTICLE = "article:"  # beginning of an article's id as a source
_LINK = re.compile(re.escape(sources.ARTICLE_PATH).replace(r"\{slug\}", r"([-\w]{1,80})"))


def note(reply_id: int, used: str = "") -> None:
    """Keep what a reply teaches, once. used: public id of the suggestion it came from.

    Call after its suggestions were told their outcome.
    """
    reply = Message.objects.filter(pk=reply_id, kind=Message.Kind.REPLY, is_private=False).first()
    if reply is None or reply.author_user_id is None:
        return
    told = (_cited(reply, used) if used else {}) | _linked(reply)
    if not told or (question := _question(reply)) is None:
        return
    found = knowledge.visible(None).filter(public_id__in=list(told)[:MOST]).values_list("pk", "public_id")
    rows = [
        Lesson(question_id=question, reply=reply, article_id=pk, user_id=reply.author_user_id, how=told[name])
        for pk, name in found
    ]
    Lesson.objects.bulk_create(rows, ignore_conflicts=True)


def forget(reply_id: int) -> None:
    """The reply was taken back."""
    Lesson.objects.filter(reply=reply_id).delete()


def _cited(reply: Message, used: str) -> dict[str, str]:
    """{public id of the first article that the draft cites: how it was used}."""
    made = Suggestion.objects.filter(public_id=used, outcome__reply=reply, outcome__kind__in=list(HOW))
    row = made.select_related("outcome").first()
    if row is None or (row.outcome.similarity or 0.0) < MUCH_THE_SAME:
        return {}
    cited = (one["id"] for one in row.sources if one.get("marker") and one["id"].startswith(ARTICLE))
    first = next(cited, None)
    return {first.removeprefix(ARTICLE): HOW[Outcome.Kind(row.outcome.kind)]} if first else {}


def _linked(reply: Message) -> dict[str, str]:
    """{public id: linked} of the articles of our own site that the reply links to."""
    links = f"{reply.text}\n{reply.html}"
    if not _LINK.search(links):
        return {}
    ours = re.compile(re.escape(site_url(context.current_tenant(), "")) + _LINK.pattern)
    slugs = list(dict.fromkeys(ours.findall(links)))[:MOST]
    rows = knowledge.visible(None).filter(slug__in=slugs).values_list("public_id", flat=True)
    return dict.fromkeys(rows, Lesson.How.LINKED) if slugs else {}


def _question(reply: Message) -> int | None:
    """The customer's last words before it, if they are worth learning from."""
    said = Message.objects.filter(ticket=reply.ticket_id, kind=Message.Kind.CUSTOMER)
    last = said.filter(pk__lt=reply.pk).order_by("-pk").values_list("pk", flat=True).first()
    first = said.order_by("pk").values_list("pk", flat=True).first()
    if last is None or first is None or mail.doubtful({first, last}, strictly=True):
        return None
    flags = Run.objects.filter(message=last, kind=Run.Kind.TRIAGE).values_list("flags", flat=True).first()
    return None if DISTRUST & set(flags or ()) else last
