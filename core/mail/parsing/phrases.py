"""What machines write in subjects and texts, our own list. Human mail must not match by accident,
so absence phrases count only at the very start of a subject, and failure phrases only with a
machine's sender or an empty return path.
"""
# ruff: noqa: E501 - lists of phrases, one language family per line

import re

ABSENCE = re.compile(
    r"^\W{0,3}(?:"
    r"(?:automatic|auto(?:mated)?)[ -]?(?:reply|response|responder|answer)|auto:|autoreply|autoresponder|"
    r"out of (?:the )?office(?: (?:auto\W?reply|reply|message|notification|response))?\s*(?:[:\-–(]|$)|ooo\s*[:\-–]|"
    r"(?:vacation|holiday|away|absence) (?:reply|message|notice|response|notification|auto\W?reply)|"
    r"on (?:vacation|holiday|annual leave|maternity leave|parental leave)\s*(?:[:\-–(]|$)|"
    r"automatische (?:antwort|rückantwort|eingangsbestätigung)|autom\.? antwort|abwesenheits(?:notiz|nachricht|meldung|"
    r"benachrichtigung|assistent)|abwesend\s*:|abwesenheit\s*:|urlaubs(?:notiz|benachrichtigung)|nicht im (?:büro|haus)\s*:|"
    r"réponse automatique|reponse automatique|message d'absence|absence du bureau|absent du bureau|avis d'absence|"
    r"notification d'absence|respuesta automática|respuesta automatica|fuera de (?:la )?oficina\s*(?:[:\-–]|$)|"
    r"mensaje de ausencia|auto-?respuesta|resposta automática|resposta automatica|fora do escritório\s*(?:[:\-–]|$)|"
    r"ausência do escritório|resposta automàtica|risposta automatica|fuori ufficio\s*(?:[:\-–]|$)|messaggio di assenza|"
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
FAILURE = re.compile(
    r"undeliver(?:able|ed)|undeliverable|mail delivery (?:failed|failure|problem|status|error|system)|delivery (?:status "
    r"notification|failure|has failed|failed|incomplete|notification|report|delayed|unsuccessful)|failure notice|"
    r"returned (?:mail|to sender|email)|returning message|message (?:delivery|not delivered|undeliverable)|could not (?:be )?"
    r"deliver|non[- ]?(?:delivery|delivered|remis)|nondeliverable|mail system error|mailer[- ]?error|rejected (?:mail|message)|"
    r"mail (?:returned|rejected|failure|error)|warning: (?:could not send|message .{1,60} delayed)|permanent (?:error|failure)|"
    r"unzustellbar|nicht zugestellt|zustellung fehlgeschlagen|fehler bei der zustellung|unable to deliver|error sending|"
    r"non remis|échec de (?:la )?remise|non distribu|no se puede entregar|no entregado|devuelto|não (?:foi )?entreg|"
    r"falha na entrega|não entregue|mancato recapito|non recapitabile|consegna fallita|onbestelbaar|niet bezorgd|"
    r"olevererbart|kunde inte levereras|kan ikke leveres|toimittaminen epäonnistui|nie można dostarczyć|niedostarcz|"
    r"nedoručiteln|nedoručen|kézbesíthetetlen|nelivrabil|недоставлен|не удалось доставить|невозможно доставить|не доставлено|"
    r"teslim edilemedi|iletilemedi|αδύνατη η παράδοση|配信不能|配信できません|配送(?:不能|エラー)|届けられませんでした|送信できませんでした|"
    r"无法投递|無法投遞|未送达|未能送达|退信|退回|전송 ?실패|배달 ?실패|반송",
    re.IGNORECASE,
)
FAILURE_TEXT = re.compile(
    r"this is the qmail-send program|this is the mail (?:system|delivery)|i'm sorry to have to inform you|could not be delivered"
    r"|did(?:n't| not) reach the following|couldn't be delivered|was(?:n't| not) delivered to|delivery to the following|unable "
    r"to deliver (?:your|this|the) message|permanent fatal errors|transient non-fatal errors|user unknown|unknown user|"
    r"no such user|recipient (?:address )?rejected|mailbox (?:unavailable|not found|is full)|over ?quota|"
    r"an error occurred while trying to deliver|returned to sender|message that you sent could not|"
    r"宛先.{0,20}見つかりません|配信できませんでした|次のあて先へのメッセージ|あて先",
    re.IGNORECASE,
)
DAEMON = re.compile(
    r"^(?:mailer[-_.]?daemon|mail[-_.]?daemon|postmaster|mail[-_.]?delivery[-_.]?(?:sub)?system|mailerdaemon|mmdf|"
    r"microsoftexchange[0-9a-f]+|bounces?|daemon)(?:[+\-.]|$)",
    re.IGNORECASE,
)
DAEMON_NAME = re.compile(
    r"mail delivery (?:sub)?system|mail delivery service|mailer[- ]?daemon|^postmaster$|microsoft outlook|"
    r"^mail (?:administrator|system)$|internet mail delivery|system administrator|"
    r"delivery subsystem|メール配信|系统退信",
    re.IGNORECASE,
)
NO_PERSON = re.compile(
    r"^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|donotreply|nobody|noreply)(?:[+\-.]|$)", re.IGNORECASE
)
GONE = re.compile(
    r"user unknown|unknown user|no such (?:user|recipient|mailbox|address|person)|does(?:n't| not) exist|not found|"
    r"invalid (?:recipient|mailbox|address)|mailbox (?:unavailable|not found)|address rejected|account.{0,20}disabled|"
    r"unrouteable|host (?:unknown|not found)|domain.{0,10}not found|no longer|unknown (?:address|recipient|local)|"
    r"見つかりません|不存在",
    re.IGNORECASE,
)
FULL = re.compile(
    r"over ?quota|quota exceeded|mailbox (?:is )?full|full mailbox|insufficient (?:disk|storage)|try again",
    re.I,
)
STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,2}\.\d{1,3})(?![.\d])")
REPLY_CODE = re.compile(r"(?<![\d.])(4[25][0-9]|55[0-9])[ \-](?=[^\d\s])")
FAILED_ADDRESS = re.compile(
    r"^\s*<?([^\s<>@:;,]{1,64}@[^\s<>@:;,]{1,255})>?[:,]?\s*$|(?:for|to|rcpt to:?)\s*<([^\s<>]+@[^\s<>]+)>",
    re.I | re.M,
)
ORIGINAL_ID = re.compile(r"^[>\s]*message-id:\s*<([^<>\s]{1,500})>", re.IGNORECASE | re.MULTILINE)
