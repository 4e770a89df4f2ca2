"""How automatic answers call themselves in subjects, our own list. Human mail must not match by
accident, so these phrases count only at the very start of a subject.
"""
# ruff: noqa: E501 - lists of phrases, one language family per line

import re

ABSENCE = re.compile(
    r"^(?:\[[^\]\n]{1,80}\]\s{0,3})?\W{0,3}(?:"
    r"(?:automatic|auto(?:mated)?)[ -]?(?:reply|response|responder|answer)|autoreply|this is an automat(?:ed|ic) (?:reply|response)|"
    r"auto:\s*(?:(?:re|aw|antw|fw)\s*:|[^\n]{2,80}\b(?:out of|außer|nicht im|absente?|ausente|fuori|afwezig|on leave)\b)|autoresponder|"
    r"out of (?:the )?office(?: (?:auto\W?reply|reply|message|notification|response))?\s*(?:[:\-–(]|(?:re|aw):|(?:until|till|from|between) |$)|"
    r"ooo\s*(?:[:\-–]|re:)|away from (?:my |the )?(?:e?-?mail|office|desk)\s*(?:[:\-–(]|re:|$)|"
    r"i(?:'m| am) (?:currently |presently )?(?:out of (?:the )?office|on (?:vacation|holiday|leave))\s*(?:[:\-–(.]|re:|until |from |$)|"
    r"[^:?]{2,60} (?:is (?:currently )?out of (?:the )?office|ist außer haus|ist nicht im (?:büro|haus)|est absente?(?: du bureau)?|"
    r"está fuera de la oficina|è fuori ufficio|is afwezig)[.!]?\s*(?:\(.{0,80})?$|[^:?]{2,80} [\[(]auto(?:matic|mated)?[ -]?(?:reply|response)[\])]\s*$|"
    r"(?:vacation|holiday|away|absence) (?:reply|message|notice|response|notification|auto\W?reply)|"
    r"on (?:vacation|holiday|annual leave|maternity leave|parental leave)\s*(?:[:\-–(]|$)|"
    r"automatische (?:antwort|rückantwort|eingangsbestätigung)|autom\.? antwort|abwesenheits(?:notiz|nachricht|meldung|"
    r"benachrichtigung|assistent)|abwesend\s*:|abwesenheit\s*(?::|$)|auto-?\s?antwort\b|automatische e-?mail-?\s?antwort|im urlaub\s*(?:[:\-–(]|bis |$)|urlaubs(?:notiz|benachrichtigung)|nicht im (?:büro|haus)\s*:|"
    r"réponse automatique|reponse automatique|message d'absence|absence\s*:|accusé de réception automatique|absence du bureau|absent du bureau|avis d'absence|"
    r"notification d'absence|respuesta automática|respuesta automatica|fuera de (?:la )?oficina\s*(?:[:\-–]|$)|"
    r"mensaje de ausencia|auto-?respuesta|resposta automática|resposta automatica|fora do escritório\s*(?:[:\-–]|$)|"
    r"ausência do escritório|resposta automàtica|risposta automatica|fuori (?:ufficio|sede)\s*(?:[:\-–]|$)|poza biurem\s*:|mimo kancelář\s*:|ausência temporária|messaggio di assenza|"
    r"automatisch(?:e)? (?:antwoord|bericht|beantwoording)|afwezig(?:heid)?(?:sbericht|sassistent|\s*:)|niet op kantoor\s*:|"
    r"autosvar|automatiskt? svar|automatisk (?:svar|besvarelse)|frånvaro(?:meddelande|\s*:)|fraværs?(?:besked|melding|assistent)|"
    r"ikke til stede\s*:|automaattinen vastaus|poissaolo(?:viesti|ilmoitus)|automaatvastus|sjálfvirkt svar|"
    r"odpowiedź automatyczna|automatyczna odpowiedź|autoodpowiedź|automatická odpověď|automatická odpoveď|"
    r"nepřítomnost\s*:|neprítomnosť\s*:|automatikus válasz|házon kívül|răspuns automat|raspuns automat|samodejni odgovor|"
    r"automatski odgovor|automātiskā? atbilde|automatinis atsakymas|автоматичен отговор|аутоматски одговор|"
    r"автоматический ответ|автоответ(?:чик)?|автоматична відповідь|автовідповідь|вне офиса\s*:|отсутствие на рабочем месте|"
    r"αυτόματη απάντηση|εκτός γραφείου|otomatik (?:yanıt|cevap)|ofis dışında|自動(?:応答|返信|回覆|答覆)|【自動(?:応答|返信)】|"
    r"不在(?:通知|のお知らせ|連絡)|自动(?:答复|回复|应答)|外出(?:通知|自动)|자동\s?(?:회신|응답|답장)|부재\s?중(?:\s|:|$)|"
    r"trả lời tự động|tự động trả lời|balasan otomatis|jawapan automatik|ตอบกลับอัตโนมัติ|תגובה אוטומטית|מענה אוטומטי|"
    r"מחוץ למשרד|رد تلقائي|الرد التلقائي|خارج المكتب|پاسخ خودکار|स्वचालित उत्तर)",
    re.IGNORECASE,
)
NO_PERSON = re.compile(
    r"^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|donotreply|nobody|noreply)(?:[+\-.@]|$)", re.IGNORECASE
)
