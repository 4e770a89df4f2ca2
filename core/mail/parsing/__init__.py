"""Mail bytes to values: pure Python, no Django, no database, never surprised.

`parse(raw)` reads in this process and is for tests and small tools. `parse_in_child(raw)` is the
one for mail from outside: it reads in a killable child that may burn 10 s and 512 MB and no more.
"""

from core.mail.parsing.child import parse_in_child
from core.mail.parsing.errors import ParserDied, UnparsableMail
from core.mail.parsing.reading import parse, read
from core.mail.parsing.shapes import Address, Attachment, Automatic, Bounce, ParsedMail, Report

__all__ = [
    "Address", "Attachment", "Automatic", "Bounce", "ParsedMail", "ParserDied", "Report", "UnparsableMail",
    "parse", "parse_in_child", "read",
]  # fmt: skip
