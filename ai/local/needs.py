"""Does a message wait for an answer? Thanks alone and automatic replies do not."""
# ruff: noqa: E501 - word lists and patterns read better unbroken

from __future__ import annotations

import re
from functools import lru_cache

from ai.contracts import FieldReading
from ai.local.lexicon import Lexicon
from ai.local.mail import Mail

_LISTS = {
    "automatic": (
        "out_of_office out_of_the_office automatic_reply auto_reply autoreply auto_response currently_away on_vacation_until on_annual_leave maternity_leave delivery_status_notification undeliverable mail_delivery_failed "
        "abwesenheitsnotiz automatische_antwort nicht_im_büro bin..nicht_erreichbar im_urlaub absence_du_bureau réponse_automatique absent_du fuera_de_la_oficina respuesta_automática fuori_ufficio risposta_automatica fora_do_escritório resposta_automática "
        "afwezig automatisch_antwoord poza_biurem automatyczna_odpowiedź вне_офиса автоответ ofis_dışında otomatik_yanıt رد_تلقائي 自动回复 不在办公室 自動返信 不在"
    ),
    "thanks": "thanks thank thx ty cheers danke dankeschön merci gracias grazie obrigado obrigada bedankt dank dziękuję dzięki спасибо teşekkürler teşekkür شكرا 谢谢 ありがとう 감사 tack tak děkuji дякую",
    "ask": "but however still yet also another question how what when where why which who could can please need aber noch wie wann warum könnten bitte mais encore comment quand pourquoi pouvez pero todavía cómo cuándo podrían ma ancora come quando potete mas ainda quando poderiam maar nog hoe kunt ale jak kiedy но как когда ama nasıl لكن كيف 但是 怎么 しかし",
}
_QUESTION = re.compile("[?？؟]")
THANKS_LENGTH = 30  # words; longer mails carry something else too


def read_needs_reply(mail: Mail) -> FieldReading[bool]:
    """True unless the message is clearly automatic or only thanks."""
    hits: dict[str, tuple[int, int]] = {}
    for hit in _lexicon().find(mail.doc):
        hits.setdefault(hit.label, (hit.start, hit.end))
    if "automatic" in hits:
        return FieldReading(False, 0.9, "an automatic reply", mail.doc.quote(*hits["automatic"]))
    short = len(mail.doc.tokens) <= THANKS_LENGTH
    if "thanks" in hits and short and "ask" not in hits and not _QUESTION.search(mail.doc.text):
        return FieldReading(False, 0.9, "thanks only", mail.doc.sentence_at(hits["thanks"][0]))
    return FieldReading(True, 0.9, "the customer waits for an answer")


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon:
    return Lexicon(_LISTS)
