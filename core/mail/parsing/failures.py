"""How mail servers say that a mail did not arrive, our own list.

People write such words, too: they count only with a machine's sender or an empty return path.
"""
# ruff: noqa: E501 - lists of phrases, one language family per line

import re

FAILURE = re.compile(
    r"undeliver(?:able|ed)|mail delivery (?:failed|failure|problem|status|error|system|warning)|failed mail|mail failed|delivery (?:status "
    r"notification|failure|has failed|failed|incomplete|notification|report|delayed|unsuccessful)|failure notice|"
    r"returned (?:mail|to sender|email)|returning message|message (?:delivery|not delivered|undeliverable)|could not (?:be )?"
    r"deliver|non[- ]?(?:delivery|delivered|remis)|not delivered|not (?:yet )?been delivered|processing error|user unknown|nondeliverable|mail system error|mailer[- ]?error|rejected (?:mail|message)|"
    r"mail (?:returned|rejected|failure|error)|warning: (?:could not send|message .{1,60} delayed)|permanent (?:error|failure)|"
    r"unzustellbar|nicht zugestellt|zustellung fehlgeschlagen|fehler bei der zustellung|unable to deliver|error sending|"
    r"non remis|échec de (?:la )?remise|non distribu|no se puede entregar|no entregado|devuelto|não (?:foi )?entreg|"
    r"falha na entrega|não entregue|mancato recapito|non recapitabile|consegna fallita|onbestelbaar|niet bezorgd|"
    r"olevererbart|kunde inte levereras|kan ikke leveres|toimittaminen epäonnistui|nie można dostarczyć|niedostarcz|"
    r"nedoručiteln|nedoručen|kézbesíthetetlen|nelivrabil|недоставлен|не удалось доставить|невозможно доставить|не доставлено|"
    r"teslim edilemedi|iletilemedi|αδύνατη η παράδοση|配信不能|配信できません|配送(?:不能|エラー)|届けられませんでした|送信できませんでした|"
    r"传输失败|无法投递|無法投遞|未送达|未能送达|退信|退回|전송 ?실패|배달 ?실패|반송",
    re.IGNORECASE,
)
FAILURE_TEXT = re.compile(
    r"this is the qmail-send program|this is the mail (?:system|delivery)|i'm sorry to have to inform you|could not be delivered"
    r"|did(?:n't| not) (?:reach|receive)|couldn't be delivered|(?:was(?:n't| not)|not (?:yet )?been|cannot be|can't be|not) "
    r"delivered|has been (?:returned|postponed)|delivery (?:has )?failed|delivery to the following|unable to deliver|was(?:n't| "
    r"not) able to deliver|fatal delivery errors?|failed (?:addresses|recipients?)|(?:invalid|undeliver\w+) (?:final )?"
    r"(?:delivery )?(?:userid|address)|delivery problems|not accept(?:ed|ing)|mailbox (?:is )?full|domain does not exist|permanent fatal errors|transient non-fatal errors|user unknown|unknown user|"
    r"no such user|not a valid (?:user|recipient|mailbox|address)|recipient (?:address )?rejected|mailbox (?:unavailable|not found|is full)|over ?quota|"
    r"an error (?:has )?occurred while (?:trying|attempting) to deliver|returned to sender|message that you sent could not|"
    r"n'a pas pu (?:être|etre) (?:délivré|delivre|remis|distribué)|konnte nicht (?:zugestellt|übermittelt) werden|wurde nicht "
    r"zugestellt|no (?:se )?(?:pudo|puede|ha podido) (?:ser )?entrega|não (?:pôde|pode) ser entregue|non (?:è stato possibile|può "
    r"essere) (?:consegn|recapit)|kon niet worden (?:bezorgd|afgeleverd)|не может быть доставлено|не удалось доставить|"
    r"无法(?:投递|送达|传送)|無法(?:投遞|送達|傳送)|被退回|配信に失敗|"
    r"宛先.{0,20}見つかりません|配信できませんでした|次のあて先へのメッセージ|あて先",
    re.IGNORECASE,
)
DAEMON = re.compile(
    r"^(?:mailer[-_.]?daemon|mail[-_.]?daemon|post[-_]?master|sysadmin|mail[-_.]?delivery[-_.]?(?:sub)?system|mailerdaemon|mmdf|"
    r"microsoftexchange[0-9a-f]+|bounces?|daemon|mdaemon|ndr|imss|inetgw\d*|mailgw|mailgate(?:way)?|mail[-_.]?server|"
    r"system[-_. ]?administrator|[^@]*anti[-_]?virus[^@]*|[^@]*smtp[-_](?:mail|service|gateway)[^@]*)(?:[+\-.]|$)",
    re.IGNORECASE,
)
DAEMON_NAME = re.compile(
    r"mail delivery (?:sub)?system|mail delivery service|mailer[- ]?daemon|^postmaster$|microsoft outlook|"
    r"^mail (?:administrator|system)$|internet mail delivery|system administrator|"
    r"delivery subsystem|メール配信|系统退信",
    re.IGNORECASE,
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
DELAYED = re.compile(
    r"^warning: (?:could not send|message)|\bdelayed\b|not yet been delivered|delivery attempts will continue|will continue to "
    r"(?:try|attempt)|been postponed|transient non-fatal|still being retried|noch nicht zugestellt",
    re.IGNORECASE,
)
STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,2}\.\d{1,3})(?![.\d])")
REPLY_CODE = re.compile(r"(?<![\d.])(4[25][0-9]|55[0-9])[ \-](?=[^\d\s])")
ORIGINAL_ID = re.compile(r"^[>\s]*message-id:\s*<([^<>\s]{1,500})>", re.IGNORECASE | re.MULTILINE)
