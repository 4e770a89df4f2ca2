"""Answers as mail programs write them: (name, body, the new words). Own writing, real layouts."""

NEW = "Thanks, that works now.\n\nAnna"
OLD = "> Hello Anna,\n>\n> please restart the router.\n> Support"
BARE_OLD = "Hello Anna,\n\nplease restart the router.\nSupport"


def above(line: str, old: str = OLD) -> str:
    """New words on top, an announcement, the quotation."""
    return f"{NEW}\n\n{line}\n{old}\n"


ANNOUNCED = {
    "gmail-en": "On Mon, Jan 5, 2026 at 9:00 AM Support <support@acme.localhost> wrote:",
    "gmail-en-wrapped": "On Mon, Jan 5, 2026 at 9:00 AM Support Team of Acme\n<support@acme.localhost> wrote:",
    "gmail-en-wrapped-3": "On Mon, Jan 5, 2026 at 9:00 AM Support Team\nof Acme Incorporated <\nsupport@acme.localhost> wrote:",
    "apple-en": "On 5 Jan 2026, at 09:00, Support <support@acme.localhost> wrote:",
    "thunderbird-en": "On 1/5/26 09:00, Support wrote:",
    "sent-en": "On 5 Jan 2026, at 09:00, Support <support@acme.localhost> sent:",
    "gmail-bare-wrapped": "2026-01-05 09:00 GMT+01:00 Support <\nsupport@acme.localhost>:",
    "android-rule": "---- Support wrote ----",
    "zoho-without-colon": "On Wed, 14 Nov 2018 08:14:43 -0200 Support <support@acme.localhost> wrote",
    "yandex-en": '9:00 AM, January 5, 2026, "Support" <support@acme.localhost>:',
    "mailru-en": "Monday, 5 January 2026, 9:00 AM +0300 from Support <support@acme.localhost>:",
    "gmail-sl": "Dne pon., 5. jan. 2026 ob 09:00 je oseba Support <support@acme.localhost> napisala:",
    "rule-with-date": "------On 01/05/2026 09:00 AM, Support wrote-----",
    "nl-verbose": "Op 5-jan.-2026, om 09:00 heeft Support <support@acme.localhost> het volgende geschreven:",
    "thunderbird-de": "Am 05.01.26 um 09:00 schrieb Support:",
    "gmail-de": "Am Mo., 5. Jan. 2026 um 09:00 Uhr schrieb Support <support@acme.localhost>:",
    "apple-de": "Am 05.01.2026 um 09:00 schrieb Support <support@acme.localhost>:",
    "gmail-fr": "Le lun. 5 janv. 2026 à 09:00, Support <support@acme.localhost> a écrit :",
    "thunderbird-fr": "Le 05/01/2026 à 09:00, Support a écrit :",
    "gmail-es": "El lun, 5 ene 2026 a las 9:00, Support (<support@acme.localhost>) escribió:",
    "gmail-pt": "Em seg., 5 de jan. de 2026 às 09:00, Support <support@acme.localhost> escreveu:",
    "gmail-it": "Il giorno lun 5 gen 2026 alle ore 09:00 Support <support@acme.localhost> ha scritto:",
    "gmail-nl": "Op ma 5 jan 2026 om 09:00 schreef Support <support@acme.localhost>:",
    "gmail-pl": "pon., 5 sty 2026 o 09:00 Support <support@acme.localhost> napisał(a):",
    "thunderbird-pl": "W dniu 05.01.2026 o 09:00, Support pisze:",
    "gmail-sv": "Den mån 5 jan. 2026 kl 09:00 skrev Support <support@acme.localhost>:",
    "gmail-da": "Den man. 5. jan. 2026 kl. 09.00 skrev Support <support@acme.localhost>:",
    "gmail-no": "man. 5. jan. 2026 kl. 09:00 skrev Support <support@acme.localhost>:",
    "gmail-fi": "ma 5. tammik. 2026 klo 9.00 Support (support@acme.localhost) kirjoitti:",
    "gmail-cs": "po 5. 1. 2026 v 9:00 odesílatel Support <support@acme.localhost> napsal:",
    "thunderbird-cs": "Dne 05. 01. 26 v 9:00 Support napsal(a):",
    "gmail-sk": "po 5. 1. 2026 o 9:00 Support <support@acme.localhost> napísal(a):",
    "gmail-hu": "Support <support@acme.localhost> ezt írta (időpont: 2026. jan. 5., H, 9:00):",
    "gmail-ro": "În lun., 5 ian. 2026 la 09:00, Support <support@acme.localhost> a scris:",
    "gmail-ru": "пн, 5 янв. 2026 г. в 09:00, Support <support@acme.localhost>:",
    "thunderbird-ru": "05.01.2026 09:00, Support пишет:",
    "mailru": "Понедельник, 5 января 2026, 9:00 +03:00 от Support <support@acme.localhost> написал:",
    "gmail-uk": "пн, 5 січ. 2026 р. о 09:00 Support <support@acme.localhost> пише:",
    "gmail-tr": "Support <support@acme.localhost>, 5 Oca 2026 Pzt, 09:00 tarihinde şunu yazdı:",
    "gmail-el": "Στις Δευ 5 Ιαν 2026 στις 9:00 π.μ., ο/η Support <support@acme.localhost> έγραψε:",
    "gmail-ja": "2026年1月5日(月) 9:00 Support <support@acme.localhost>:",
    "thunderbird-ja": "On 2026/01/05 9:00, Support wrote:",
    "gmail-zh": "Support <support@acme.localhost> 于2026年1月5日周一 09:00写道：",
    "gmail-zh-tw": "Support <support@acme.localhost> 於 2026年1月5日 週一 上午9:00寫道：",
    "gmail-ko": "2026년 1월 5일 (월) 오전 9:00, Support <support@acme.localhost>님이 작성:",
    "gmail-vi": "Vào Th 2, 5 thg 1, 2026 vào lúc 09:00 Support <support@acme.localhost> đã viết:",
    "gmail-id": "Pada tanggal Sen, 5 Jan 2026 pukul 09.00 Support <support@acme.localhost> menulis:",
    "gmail-ca": "Missatge de Support <support@acme.localhost> del dia dl., 5 de gen. 2026 a les 9:00 va escriure:",
    "gmail-hr": "pon, 5. sij 2026. u 09:00 Support <support@acme.localhost> napisao je:",
    "gmail-bg": "На пн, 5.01.2026 г. в 9:00 Support <support@acme.localhost> написа:",
    "gmail-he": "‫בתאריך יום ב׳, 5 בינו׳ 2026 ב-9:00 מאת ‪Support‬‏ <‪support@acme.localhost‬‏> כתב:",
    "gmail-ar": "في الاثنين، 5 يناير 2026 في 9:00 ص كتب Support <support@acme.localhost>:",
}  # fmt: skip

BLOCKS = {
    "outlook-en": "From: Support <support@acme.localhost>\nSent: Monday, January 5, 2026 9:00 AM\nTo: Anna\nSubject: RE: Router",
    "outlook-en-rule": "________________________________\nFrom: Support\nSent: Monday, January 5, 2026 9:00 AM\nTo: Anna\nSubject: RE: Router",
    "outlook-original": "-----Original Message-----\nFrom: Support\nSent: Monday, January 5, 2026\nTo: Anna\nSubject: Router",
    "outlook-de": "Von: Support <support@acme.localhost>\nGesendet: Montag, 5. Januar 2026 09:00\nAn: Anna\nBetreff: AW: Router",
    "outlook-de-old": "-----Ursprüngliche Nachricht-----\nVon: Support\nGesendet: Montag\nAn: Anna\nBetreff: Router",
    "outlook-fr": "De : Support <support@acme.localhost>\nEnvoyé : lundi 5 janvier 2026 09:00\nÀ : Anna\nObjet : RE: Router",
    "outlook-es": "De: Support\nEnviado el: lunes, 5 de enero de 2026 9:00\nPara: Anna\nAsunto: RE: Router",
    "outlook-pt": "De: Support\nEnviada em: segunda-feira, 5 de janeiro de 2026\nPara: Anna\nAssunto: RES: Router",
    "outlook-it": "Da: Support\nInviato: lunedì 5 gennaio 2026 09:00\nA: Anna\nOggetto: R: Router",
    "outlook-nl": "Van: Support\nVerzonden: maandag 5 januari 2026 09:00\nAan: Anna\nOnderwerp: RE: Router",
    "outlook-sv": "Från: Support\nSkickat: den 5 januari 2026 09:00\nTill: Anna\nÄmne: SV: Router",
    "outlook-da": "Fra: Support\nSendt: 5. januar 2026 09:00\nTil: Anna\nEmne: SV: Router",
    "outlook-fi": "Lähettäjä: Support\nLähetetty: maanantai 5. tammikuuta 2026\nVastaanottaja: Anna\nAihe: VS: Router",
    "outlook-pl": "Od: Support\nWysłano: poniedziałek, 5 stycznia 2026 09:00\nDo: Anna\nTemat: ODP: Router",
    "outlook-cs": "Od: Support\nOdesláno: pondělí 5. ledna 2026 9:00\nKomu: Anna\nPředmět: RE: Router",
    "outlook-ru": "От: Support\nОтправлено: 5 января 2026 г. 9:00\nКому: Anna\nТема: RE: Router",
    "outlook-tr": "Kimden: Support\nGönderildi: 5 Ocak 2026 Pazartesi 09:00\nKime: Anna\nKonu: YNT: Router",
    "outlook-ja": "差出人: Support\n送信日時: 2026年1月5日 9:00\n宛先: Anna\n件名: RE: Router",
    "outlook-zh": "发件人: Support\n发送时间: 2026年1月5日 9:00\n收件人: Anna\n主题: 回复: Router",
    "outlook-ko": "보낸 사람: Support\n보낸 날짜: 2026년 1월 5일\n받는 사람: Anna\n제목: RE: Router",
    "outlook-hr": "Šalje: Support\nPoslano: ponedjeljak\nPrima: Anna\nPredmet: RE: Router",
    "outlook-sl": "Od: Support\nPoslano: ponedeljek\nZa: Anna\nZadeva: RE: Router",
    "outlook-et": "Saatja: Support\nSaadetud: esmaspäev\nAdressaat: Anna\nTeema: RE: Router",
    "outlook-lt": "Nuo: Support\nIšsiųsta: pirmadienis\nKam: Anna\nTema: RE: Router",
    "outlook-bg": "От: Support\nИзпратено: понеделник\nДо: Anna\nОтносно: RE: Router",
    "outlook-ca": "De: Support\nEnviat: dilluns\nPer a: Anna\nTema: RE: Router",
    "outlook-ar": "من: Support\nتاريخ الإرسال: الاثنين\nإلى: Anna\nالموضوع: Router",
    "outlook-th": "จาก: Support\nส่ง: วันจันทร์\nถึง: Anna\nเรื่อง: Router",
    "outlook-mac": "From: Support <support@acme.localhost>\nDate: Monday, 5 January 2026 at 09:00\nTo: Anna",
    "hotmail-date-first": "Date: Mon, 5 Jan 2026 09:00 +0100\nTo: Anna\nFrom: support@acme.localhost\nSubject: Router",
    "groupwise": ">>> Support <support@acme.localhost> 05.01.2026 09:00 >>>",
    "forum": "---\n*Previous Replies*",
    "tobit-david": "Original Message processed by david®\nRe: Router (05-Jan-2026 9:00)\nFrom: Support",
    "outlook-bold": "*From:* Support\n*Sent:* Monday, January 5, 2026\n*To:* Anna\n*Subject:* RE: Router",
    "qq": "------------------ 原始邮件 ------------------\n发件人: Support;\n发送时间: 2026年1月5日\n收件人: Anna;\n主题: Router",
}  # fmt: skip

# Lines that announce only what bears the mark of a quotation.
MARKED = (
    "Quoting Support <support@acme.localhost>:",
    "Zitat von Support <support@acme.localhost>:",
    "* Support <support@acme.localhost> [2026-01-05 09:00]:",
    "2026-01-05 09:00 GMT+01:00 Support",
    "Support via Acme Forum wrote:",
    "Support schrieb:",
)

# The line above which another helpdesk wants its answer; everything below is older.
ABOVE = (
    "-- Please reply above this line --",
    "## Please type your reply above this line. ##",
    "—-—-—-—\nReply above this line.",
    "Reply ABOVE THIS LINE to add a comment to this request",
    "=== Please do not write below this line ===",
    "## Bitte gib deine Antwort oberhalb dieser Zeile ein. ##",
    "____ Bitte antworten Sie oberhalb dieser Linie ____",
    "-- Répondez au-dessus de cette ligne --",
    "--- Responda por encima de esta línea ---",
    "## Responda acima desta linha ##",
    "--- Rispondi sopra questa riga ---",
    "-- Antwoord boven deze regel --",
    "--- Odpowiedz powyżej tej linii ---",
    "-- Svar over denne linje --",
    "--- Пожалуйста, ответьте выше этой линии ---",
    "この線より上にご返信ください",
)

RULES = (
    "Original-Nachricht", "Ursprüngliche Mail", "Antwort Nachricht", "Message d’origine", "Oprindelig besked",
    "Původní e-mail", "Original Email", "원본 메일",
)  # fmt: skip
