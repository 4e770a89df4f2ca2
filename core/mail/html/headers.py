"""The block of header lines that mail programs put above a quotation: From, Sent, To, Subject.

Our own list of the words in some 35 languages. Linear in the lines it is given.
"""

import re

from core.mail.html.attribution import LINE

LABELS = re.compile(
    r"^[>\s*]*(?:(?P<from>from|von|de|da|van|från|fra|lähettäjä|od|feladó|de\s+la|от|від|gönderen|kimden|από|šalje|saatja|nuo|จาก|差出人|发件人|"
    r"寄件者|보낸\s*사람|từ|dari|מאת|من|expéditeur|remitente)|"
    r"(?P<more>sent|date|to|cc|subject|reply-to|gesendet|datum|an|betreff|envoyé|objet|à|enviado(?:\s+el)?|enviada(?:\s+em)?|"
    r"para|asunto|assunto|fecha|data|inviato|a|oggetto|verzonden|aan|onderwerp|skickat|till|ämne|sendt|til|emne|lähetetty|"
    r"vastaanottaja|aihe|wysłano|do|dw|temat|odesláno|komu|předmět|odoslané|predmet|elküldve|címzett|tárgy|trimis|către|"
    r"subiect|отправлено|дата|кому|копия|тема|надіслано|gönderildi|gönderme\s+tarihi|tarih|kime|konu|στάλθηκε|προς|θέμα|"
    r"送信日時|日時|宛先|件名|发送时间|日期|收件人|抄送|主题|寄件日期|收件者|主旨|보낸\s*날짜|날짜|받는\s*사람|제목|đã\s+gửi|đến|chủ\s+đề|"
    r"poslano|prima|za|zadeva|saadetud|adressaat|teema|kuupäev|išsiųsta|kam|tema|изпратено|до|относно|enviat(?:\s+el)?|per\s+a|assumpte|"
    r"تاريخ\s+الإرسال|إلى|الموضوع|ส่ง|วันที่|ถึง|เรื่อง|dikirim|kepada|subjek|נשלח|אל|נושא|sändt|kopie|kopia|cópia|ngày|gửi|copie))\s*\**\s*[:：]\s*\**",
    re.IGNORECASE,
)
# Some programs lose the line ends of the block: "Date: … From: … To: … Subject: …".
INLINE = re.compile(r"(?<!\S)\**(From|Sent|Date|To|Subject):")
INLINE_LABELS = 4

# "From: Berlin, To: Munich, Date: May 5" is a journey; a mail has a mailbox, a subject or a time of sending.
PROOF = re.compile(
    r"@|^[>\s*]*(?:subject|betreff|objet|asunto|assunto|assumpte|oggetto|onderwerp|ämne|emne|aihe|tema|temat|předmět|predmet|"
    r"tárgy|subiect|тема|относно|konu|θέμα|件名|主题|主旨|제목|chủ\s+đề|subjek|נושא|الموضوع|เรื่อง|teema|zadeva|title|"
    r"sent|gesendet|envoyé|enviad[ao]|enviat|inviato|verzonden|skickat|sendt|lähetetty|wysłano|odesláno|odoslané|elküldve|trimis|"
    r"отправлено|надіслано|изпратено|gönder\w+|στάλθηκε|送信日時|发送时间|寄件日期|보낸\s*날짜|đã\s+gửi|dikirim|נשלח)\b",
    re.IGNORECASE,
)


def is_block(lines: list[str]) -> bool:
    """Do these lines open with From:, Sent:, To: ... in any language? At least three, From first."""
    if lines and LABELS.match(lines[0]) and len(set(INLINE.findall(lines[0][:LINE]))) >= INLINE_LABELS:
        return True
    seen = [LABELS.match(line[:LINE]) for line in lines[:8]]
    if not seen or seen[0] is None:
        return False
    labels = [found for found in seen if found]
    first = "from" in {found.lastgroup for found in labels[: 2 if len(labels) < 4 else 4]}
    proven = any(PROOF.search(line[:LINE]) for line in lines[:8])
    return first and proven and len(labels) >= 3 and all(_close(seen, at) for at in range(2))


def _close(seen: list[re.Match[str] | None], at: int) -> bool:
    """A long list of recipients may wrap, so a gap of one line is no end."""
    return any(seen[at : at + 2])
