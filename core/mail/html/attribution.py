"""The lines by which mail programs announce a quotation: "On … wrote:", ruled lines, forwards.

Our own list, gathered program by program and language by language. Each test looks at one short
line and is linear in it.
"""

import re

LINE = 500  # characters; no announcement is longer, also when it is wrapped over lines
ENDS = (":", "：", ":*", ":>", "> wrote")

VERBS = (
    r"wrote|writes|schrieb|schreibt|geschrieben|a\s+écrit|a\s+ecrit|écrivait|escribió|escribio|ha\s+escrit|va\s+escriure|"
    r"escreveu|escrebeu|ha\s+scritto|scrisse|schreef|geschreven|skrev|skreiv|kirjoitti|kirjutas|"
    r"napisał(?:\(a\))?|napisała|pisze|napsal(?:\(a\))?|napsala|napísal(?:\(a\))?|napísala|napisao(?:\s+je)?|je\s+napisao|"
    r"je\s+napisal(?:\(a\))?|napisala|piše|ezt\s+írta|írta|a\s+scris|написал(?:\(а\))?|написала|пишет|писал(?:\(а\))?|"
    r"пише|написав(?:\(ла\))?|написа|је\s+написао|yazdı|şunu\s+yazdı|έγραψε|έγραψες|rakstīja|parašė|rašė|skrifaði|"
    r"đã\s+viết|menulis|tulis|เขียนว่า|เขียน|כתב/ה|כתב(?:ה)?|كتب|نوشت|写道|寫道|写了|のメッセージ|のメール|が書きました|"
    r"さんは書きました|님이\s*작성|작성|쓴\s*글|लिखा|idatzi\s+du|escribiu|geskryf|ka\s+shkruar"
)
WROTE = re.compile(
    rf"(?:^|[\s,>)\]】」]|\d|[^\x00-\x7f])(?:{VERBS})(?![^\W\d_])[^\n]{{0,160}}[:：]\s*$", re.IGNORECASE
)
SAID = re.compile(rf"\s(?:{VERBS})\s*[:：]\s*$", re.IGNORECASE)
EVIDENCE = re.compile(r"\d{1,2}[:.h]\d{2}|\d{4}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|[^\s@]@[^\s@]")
# Gmail in Japanese and Russian names a date and a mailbox but no verb.
BARE = re.compile(r"^(?=.{0,60}\d{4})(?=.{0,120}\d{1,2}[:.]\d{2}).{8,300}<[^<>\s]+@[^<>\s]+>\s*[:：]\s*$")
# Postbox and old Gmail: a date and a mailbox (or a name), nothing else; mutt's "* Anna <a@x> [2026-01-05]:".
DATED = re.compile(
    r"^\s*\d{4}[/.-]\d{1,2}[/.-]\d{1,2}\s.{0,120}<[^<>\s]+@[^<>\s]+>\s*[:：]?\s*$"
    r"|^\s*\d{4}-\d{2}-\d{2}\s+\d{1,2}:\d{2}\s+GMT[+-]\d{2}:\d{2}\s.{2,80}$"
    r"|^\s*\*\s.{0,120}<[^<>\s]+@[^<>\s]+>\s+\[[^\]]{4,40}\]\s*:\s*$"
)
# Horde and its relatives name the person alone.
QUOTING = re.compile(
    r"^\s*(?:quoting|zitat\s+von|selon|citando|citeren\s+van|citat\s+från|cytat|cituji|mensaje\s+citado\s+por)\s[^\n]{2,120}:\s*$",
    re.IGNORECASE,
)
SENT = re.compile(r"^On\s.{6,200}<[^<>\s]+@[^<>\s]+>\s+(?:sent\s*:|wrote\s*:?)$")  # Zoho: no colon
SAID_WORDS = 8  # of an announcement without a date: a longer line is a sentence of the answer
RULED = re.compile(
    r"^>>> [^\n]{2,200}\d[^\n]{0,20} >>>$|"  # GroupWise
    r"^\s*-{2,}\s*(?:On\s[^\n]{6,200}|[^\n-]{2,100})\s(?:wrote|schrieb|escribió|a écrit)\s*-{2,}\s*$",
    re.I,
)
SPLIT = re.compile(r"<\s+(?=[^<>\s]+@[^<>\s]+>)")
STARTS = re.compile(
    r"^[>\s]*(?:On|Am|Den|Le|El|Em|Il|Op|Dnia|W\s+dniu|Dne|Dňa|Dana|Pe|În|In\s+data|Ter|På|Em|Vào|Pada|Στις|"
    r"Πολ|Den|Il\s+giorno|Quoting|At|В|Пн|Вт|Ср|Чт|Пт|Сб|Вс|pon|wt|śr|czw|pt|sob|niedz|ma|ti|ke|to|pe|la|su|\d)\b",
    re.IGNORECASE,
)
ORIGINAL = re.compile(
    r"^[>\s]*[-_=*]{2,}\s*(?:(?:original|reply)[\s-]*(?:message|e-?mail|mail|nachricht|meddelande|melding)|original\s+appointment|"
    r"urspr(?:ü|u)ngliche\s+(?:nachricht|e-?mail|mail)|antwort\s+nachricht|message\s+d['’]origine|message\s+original|mensaje\s+original|mensagem\s+original|"
    r"messaggio\s+originale|oorspronkelijk\s+bericht|ursprungligt\s+meddelande|originalmeddelande|oprindelig\s+(?:meddelelse|besked)|"
    r"opprinnelig\s+melding|alkuperäinen\s+viesti|(?:oryginalna\s+)?wiadomość\s+oryginalna|oryginalna\s+wiadomość|"
    r"původní\s+(?:zpráva|e-?mail)|pôvodná\s+správa|eredeti\s+üzenet|mesaj\s+ori[gj]inal|исходное\s+сообщение|оригинальное\s+сообщение|"
    r"пересылаемое\s+сообщение|original\s+ileti|orijinal\s+mesaj|özgün\s+ileti|αρχικό\s+μήνυμα|元のメッセージ|原始邮件|原始郵件|"
    r"原邮件|원본\s*(?:메[시세]지|이?메일)|thư\s+gốc|pesan\s+asli|הודעה\s+מקורית|الرسالة\s+الأصلية|antwort|reply)\s*[-_=*]{2,}"
    r"|^original\s+message\s+processed\s+by\s+david\b"
    r"|^\*(?:previous\s+replies|vorherige\s+antworten|réponses\s+précédentes|respuestas\s+anteriores|respostas\s+anteriores|"
    r"risposte\s+precedenti|vorige\s+antwoorden|предыдущие\s+ответы)\*\s*$",  # forums
    re.IGNORECASE,
)
FORWARD = re.compile(
    r"(?:forwarded\s+(?:message|by)|begin\s+forwarded\s+message|weitergeleitete\s+nachricht|anfang\s+der\s+weitergeleiteten|"
    r"message\s+transféré|début\s+du\s+message\s+(?:transféré|réexpédié)|mensaje\s+reenviado|mensagem\s+encaminhada|"
    r"messaggio\s+inoltrato|inizio\s+messaggio\s+inoltrato|doorgestuurd\s+bericht|vidarebefordrat|videresendt|"
    r"välitetty\s+viesti|przekazana\s+wiadomość|treść\s+przekazanej|přeposlaná\s+zpráva|továbbított\s+üzenet|"
    r"mesaj\s+redirecționat|пересланное\s+сообщение|переслане\s+повідомлення|iletilen\s+(?:ileti|mesaj)|προωθημένο|"
    r"転送された?メッセージ|转发的?邮件|轉寄的?郵件|전달된\s*메[시세]지|tin\s+nhắn\s+được\s+chuyển\s+tiếp|רשומה\s+שהועברה)",
    re.IGNORECASE,
)
FORWARD_SUBJECT = re.compile(
    r"^\s*(?:fwd?|wg|tr|rv|enc|i|fs|vs|pd|vb|doorst|ilt|továbbítás|转发|轉寄|転送|전달|пересл\w*)\s*[:：]",
    re.IGNORECASE,
)
FINNISH = re.compile(r"lähettäjä|lähetetty|kirjoitti|vastaanottaja", re.IGNORECASE)
FINNISH_CHARS = 20_000


def wrote(line: str) -> bool:
    """Does this line (wrapped lines joined by spaces) say who wrote what follows, and when?"""
    line = SPLIT.sub("<", line.strip())
    if len(line) > LINE or not line.endswith(ENDS):
        return False
    line = line.rstrip("*> ")
    if BARE.search(line) or SENT.match(line):
        return True
    return WROTE.search(line) is not None and EVIDENCE.search(line) is not None


def dated(line: str) -> bool:
    """A date and a mailbox alone, or "Anna Berg wrote:": an announcement only where marked lines follow."""
    if len(line) >= LINE:
        return False
    if DATED.match(line) or QUOTING.match(line):
        return True
    return len(line.split()) <= SAID_WORDS and SAID.search(line) is not None


def original(line: str) -> bool:
    """A rule such as "-----Original Message-----" or "---- Anna Berg wrote ----"."""
    return len(line) < LINE and (ORIGINAL.match(line) is not None or RULED.match(line) is not None)


def forward(text: str) -> bool:
    """Does a block open like a forwarded mail? Those are news, not quotations."""
    return FORWARD.search(text[:300]) is not None


def forwarded_subject(subject: str, text: str = "") -> bool:
    """Fwd:, WG:, TR: and their relatives. text: the mail; VS: forwards in Danish and answers in Finnish."""
    if FORWARD_SUBJECT.match(subject) is None:
        return False
    return not (subject.lstrip()[:2].lower() == "vs" and FINNISH.search(text[:FINNISH_CHARS]))
