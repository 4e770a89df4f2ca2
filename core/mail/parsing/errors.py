"""The two ways reading a mail can end without a mail.

Both carry a short code for rows and logs; neither carries text of the mail itself.
"""


class UnparsableMail(Exception):
    """The bytes are refused before reading. code: mail.empty | mail.too_large."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ParserDied(Exception):
    """The child ended before it answered. reason: cpu | memory | deadline | crash | garbled."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
