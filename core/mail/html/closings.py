"""How people and their devices end a mail, in many languages. Lists of words; signature.py decides.

Each pattern looks at one short line and is linear in it.
"""
# ruff: noqa: E501 - lists of phrases

import re

LINE = 120  # characters; no closing line is longer

_CLOSINGS = (
    # English, German, Dutch
    r"(?:(?:with\s+)?(?:kind|kindest|best|warm|warmest|many)\s+(?:regards|wishes|thanks|greetings)|regards|best|cheers|sincerely|"
    r"yours(?:\s+(?:sincerely|truly|faithfully))?|sincerely\s+yours|respectfully|thanks(?:\s+(?:again|a\s+lot|in\s+advance|and\s+regards))?|"
    r"thank\s+you(?:\s+(?:very\s+much|in\s+advance|and\s+(?:kind|best)\s+regards))?|thanks\s*(?:&|and)\s*(?:kind\s+|best\s+)?regards|br|kr|all\s+the\s+best|"
    r"(?:mit\s+)?(?:freundliche[nm]?|beste[nm]?|viele[nm]?|liebe[nm]?|herzliche[nm]?|schöne[nm]?)\s+(?:gr(?:ü|ue)(?:ß|ss)e?n?|gruß|gruss|dank)(?:\s+aus\s+\w+)?|"
    r"(?:freundliche|liebe)\s+gr(?:ü|ue)(?:ß|ss)e|hochachtungsvoll|mfg|vg|lg|danke(?:\s+(?:im\s+voraus|schön|und\s+gruß))?|vielen\s+dank(?:\s+im\s+voraus)?|gruß|"
    r"(?:met\s+)?(?:vriendelijke|hartelijke)\s+groet(?:en)?|groet(?:en|jes)?|hoogachtend|mvg|alvast\s+bedankt|"
    # French, Spanish, Portuguese, Italian, Catalan, Romanian
    r"(?:bien\s+|très\s+)?cordialement(?:\s+vôtre)?|(?:sincères|meilleures)\s+salutations|bien\s+à\s+vous|salutations(?:\s+distinguées)?|cdt|cdlt|merci(?:\s+(?:beaucoup|d['’]avance))?|"
    r"(?:un\s+)?(?:cordial(?:es)?\s+)?saludos?(?:\s+cordial(?:es)?)?|atentamente|reciba\s+un\s+(?:cordial\s+)?saludo|(?:muchas\s+)?gracias(?:\s+de\s+antemano)?|"
    r"atenciosamente|(?:com\s+os\s+melhores\s+|melhores\s+)?cumprimentos|(?:muito\s+)?obrigad[oa]|abraços?|att|"
    r"cordiali\s+saluti|distinti\s+saluti|(?:un\s+)?cordiale\s+saluto|saluti|(?:molte\s+|tante\s+)?grazie(?:\s+(?:mille|in\s+anticipo))?|"
    r"(?:ben\s+)?cordialment|atentament|salutacions|moltes\s+gràcies|cu\s+(?:respect|stimă|drag)|(?:vă\s+)?mulțumesc|o\s+zi\s+bună|"
    # Scandinavian, Finnish, Baltic
    r"(?:med\s+)?(?:vänlig(?:a)?|bästa|varma|venlig(?:e)?|vennlig(?:e)?|beste|bedste|hilsen)\s+(?:hälsning(?:ar)?|hilsen(?:er)?|hilsner)|hälsningar|hilsen|mvh|tack(?:\s+på\s+förhand)?|tak|takk|på\s+forhånd\s+tak|"
    r"(?:ystävällisin|parhain|terveisin|hyvää)\s+(?:terveisin|päivänjatkoa|päivän\s+jatkoa)|terveisin|kiitos|lugupidamisega|parimate\s+soovidega|ar\s+cieņu|pagarbiai|"
    # Slavic, Hungarian
    r"z\s+(?:poważaniem|wyrazami\s+szacunku)|(?:serdecznie\s+)?pozdrawiam(?:y)?(?:\s+serdecznie)?|pozdrowienia|dziękuję|"
    r"s\s+(?:pozdravem|pozdravom|úctou|přátelským\s+pozdravem|přáním\s+hezkého\s+dne)|(?:děkuji|ďakujem)(?:\s+(?:předem|vopred))?|hezký\s+den|"
    r"üdvözlettel|tisztelettel|köszönettel|(?:előre\s+is\s+)?köszönöm|(?:lijep|srdačan|lep)\s+pozdrav|s\s+poštovanjem|lp|hvala|"
    r"с\s+(?:уважением|наилучшими\s+пожеланиями|поздрав(?:и|ом)|повагою|найкращими\s+побажаннями)|(?:заранее\s+)?(?:спасибо|благодарю)|(?:щиро\s+)?дякую|поздрави|с\s+уважение|"
    # Greek, Turkish, Semitic, Asian
    r"με\s+(?:εκτίμηση|φιλικούς\s+χαιρετισμούς)|ευχαριστώ|φιλικά|saygılar(?:ımla|ımızla)?|iyi\s+(?:çalışmalar|günler)|teşekkürler|selamlar|sevgiler|"
    r"בברכה|בכבוד\s+רב|תודה(?:\s+רבה)?|(?:مع\s+)?(?:أطيب|خالص)\s+(?:التحيات|الشكر)|(?:مع\s+)?تحياتي|وتفضلوا\s+بقبول\s+فائق\s+الاحترام|شكرا|با\s+احترام|"
    r"trân\s+trọng(?:\s+cảm\s+ơn)?|thân\s+(?:ái|mến)|(?:xin\s+)?cảm\s+ơn|hormat\s+(?:saya|kami)|salam(?:\s+hormat)?|terima\s+kasih|ขอแสดงความนับถือ|ด้วยความเคารพ|ขอบคุณ(?:ครับ|ค่ะ)?|धन्यवाद|सादर|"
    r"(?:何卒|以上、?|どうぞ)?(?:宜しく|よろしく)お願い(?:いた|致)?します|敬具|此致|敬礼|敬禮|顺祝商祺|順頌商祺|祝好|谢谢|謝謝|감사합니다|(?:이만\s*)?(?:올림|드림))"
)
# The name may stand on the same line: "Best regards, Anna". Asian full stops belong to the closing.
CLOSING = re.compile(
    rf"^\W{{0,3}}{_CLOSINGS}(?![^\W_])[\s,.!;:。、！，:)–-]*(?P<rest>[^\n]{{0,40}})$", re.IGNORECASE
)

_DEVICES = (
    r"i[- ]?phon\w*|i[- ]?pad\w*|android|galaxy|samsung|huawei|honor\b|xiaomi|redmi|oneplus|oppo\b|vivo\b|nokia|motorola|pixel\b|sony\b|xperia|htc\b|lg\b|blackberry|windows\b|outlook|yahoo|gmx\b|web\.de|t-online|"
    r"gmail|proton\s?mail|aol\b|mail\.ru|yandex|mail\b|почт[аыу]|smart\s?phone|mobiel|mobil(?:e|en|telefon)?\b|handy\b|tablet|device\b|phone\b|portable\b|teléfono|móvil|telefone|celular|telemóvel|dispositivo|cellulare|"
    r"telefon|téléphone|mobilgerät|gerät\b|cell\b|airmail|blue\s?mail|spark\b|nine\b|k-9|fairemail|polymail|superhuman|mailspring|kännykä|puhelim|smartfon|телефон|смартфон|устройств|κινητό|手机|手機|携帯|스마트폰|휴대폰|휴대전화|điện\s+thoại|ponsel|perangkat"
)
_SENT = (
    r"sent\s+(?:from|via|with|using|by)|get\s+outlook|envoyé\s+(?:de|depuis|à\s+partir|avec|via)|télécharge[rz]\s+(?:outlook|blue\s?mail)|enviat\s+des|nabavite\s+outlook|preuzmite\s+outlook|obtenez\s+outlook|von\s+meine[mr]|gesendet\s+(?:von|mit|über)|"
    r"(?:diese|die)\s+(?:nachricht|mail|e-mail)\s+wurde\s+(?:von|mit)|holen\s+sie\s+sich\s+outlook|outlook\s+für|enviado\s+(?:desde|do|da|a\s+partir|via|con|com)|obtener\s+outlook|obter\s+o\s+outlook|obtenha\s+o\s+outlook|"
    r"inviato\s+da(?:l|lla)?|scarica\s+outlook|ottieni\s+outlook|verzonden\s+(?:vanaf|met|via)|verstuurd\s+(?:vanaf|met|via)|outlook\s+voor|skickat\s+från|skickades\s+från|hämta\s+outlook|sendt\s+fra|hent\s+outlook|få\s+outlook|"
    r"lähetetty|hanki\s+outlook|wysłan[eo]\s+z|pobierz\s+outlook|odesláno\s+z|odoslané\s+z|získat\s+outlook|elküldve|poslano\s+(?:z|s)|trimis\s+de\s+pe|obțineți\s+outlook|отправлен[оа]\s+(?:с|из)|надіслано\s+з|изпратено\s+от|"
    r"(?:i-?phone|i-?pad|android|samsung|huawei).{0,40}\sgönderildi|στάλθηκε\s+από|i-?phone\s*から送信|私の.{1,20}から送信|发自我的|發自我的|從我的|从我的|나의\s.{1,20}(?:보냄|에서)|내\s+(?:iphone|ipad|갤럭시)|"
    r"(?:được\s+)?gửi\s+từ|dikirim\s+dari|נשלח\s+מ|أُ?رسلت?\s+من|ส่งจาก"
)
DEVICE = re.compile(rf"(?<![A-Za-z])(?:{_DEVICES})", re.IGNORECASE)
MOBILE = re.compile(rf"^\W{{0,4}}(?:{_SENT})", re.IGNORECASE)
WEB = re.compile(r"<?https?://\S+>?")
FILLERS = re.compile(
    r"\b(?:my|me|meinem|meiner|mon|ma|mi|meu|minha|mio|mia|mijn|min|mit|moj\w*|моего|мого|de|del|da|do|the|a|an|for|on|für|voor|för|pour|para|per|with|mit|using|app|secure|email|e-mail|"
    r"gesendet|wurde|nachricht|diese|outlook|ios|5g|4g|lte|10|11)\b",
    re.IGNORECASE,
)
EXCUSE = re.compile(r"[,.;–-]\s*(?:please\s+)?(?:excuse|forgive|sorry\s+for)\b.{0,60}$", re.IGNORECASE)
STORY = re.compile(
    r"\b(?:yesterday|today|tomorrow|monday|tuesday|wednesday|thursday|friday|last|ago|but|gestern|heute|montag|aber|hier|lundi|mais|ayer|hoy|pero|ieri|oggi|ma|ontem|hoje|mas|gisteren|vandaag|maar|igår|wczoraj|ale|вчера|сегодня|но)\b",
    re.IGNORECASE,
)
DISCLAIMER = re.compile(
    r"confidential|intended\s+(?:solely|only)|(?:this|the)\s+(?:e-?mail|message)\s+(?:and|is|may|contains)|vertraulich|diese\s+(?:e-?mail|nachricht)\s+(?:enthält|ist)|confidentiel|ce\s+(?:message|courriel)|"
    r"confidencial|este\s+(?:mensaje|correo|e-?mail)|riservat|questo\s+messaggio|vertrouwelijk|consider\s+the\s+environment|think\s+before\s+you\s+print|umwelt|konfidentiell|poufn|důvěrn|конфиденциальн|機密|机密",
    re.IGNORECASE,
)
