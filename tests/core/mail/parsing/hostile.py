"""Mails written to hurt: each is built in memory, named after what it attacks."""

from collections.abc import Callable

TOP = (
    b"From: Eve <eve@evil.example>\r\nTo: support@acme.localhost\r\nSubject: hostile\r\nMIME-Version: 1.0\r\n"
)


def nested_parts(levels: int = 1_000) -> bytes:
    """Multiparts inside multiparts."""
    opened = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level)
        for level in range(levels)
    )
    return TOP + opened + b"Content-Type: text/plain\r\n\r\ndeep\r\n"


def nested_comments(depth: int = 5_000) -> bytes:
    """Comments inside comments in address headers."""
    return TOP.replace(b"Eve <", b"(" * depth + b"x" + b")" * depth + b" Eve <") + b"\r\nbody\r\n"


def many_attachments(count: int = 20_000) -> bytes:
    """Small files without end."""
    part = b"--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\nx\r\n"
    return TOP + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * count + b"--b--\r\n"


def long_line(size: int = 600_000) -> bytes:
    """One line of text that backtracking patterns stumble over."""
    return TOP + b"\r\nOn " + b"a 1:11 " * (size // 7) + b"\r\n"


def empty_lines(count: int = 2_500_000) -> bytes:
    """Nothing, very often."""
    return TOP + b"\r\nstart\r\n" + b"\r\n" * count + b"end\r\n"


def quoted_empty_lines(count: int = 500_000) -> bytes:
    """Quote marks and spaces, very often."""
    return TOP + b"\r\nstart\r\n" + b">  \r\n \r\n" * count + b"end\r\n"


def nested_divs(count: int = 100_000) -> bytes:
    """The HTML that costs a sanitiser 53 seconds."""
    return TOP + b"Content-Type: text/html\r\n\r\n" + b"<div>" * count + b"deep" + b"</div>" * count


def wide_tag(count: int = 100_000) -> bytes:
    """One tag, very many attributes."""
    names = b" ".join(b"a%d=1" % number for number in range(count))
    return TOP + b"Content-Type: text/html\r\n\r\n<p " + names + b">wide</p>"


def formatting_bomb(count: int = 400) -> bytes:
    """Formatting elements that an HTML parser opens again in each paragraph."""
    bold = b"".join(b"<b title=%d>" % number for number in range(count))
    return TOP + b"Content-Type: text/html\r\n\r\n" + bold + b"<p>x" * 5_000


def big_table(rows: int = 40_000) -> bytes:
    """A flat table beyond the size gate."""
    return (
        TOP
        + b"Content-Type: text/html\r\n\r\n<table>"
        + b"<tr><td>cell</td><td>cell</td></tr>" * rows
        + b"</table>"
    )


def many_headers(count: int = 30_000) -> bytes:
    """Header fields without end."""
    return b"".join(b"X-Field-%d: value\r\n" % number for number in range(count)) + TOP + b"\r\nbody\r\n"


def endless_header(size: int = 5_000_000) -> bytes:
    """One header that never ends."""
    return TOP + b"X-Long: " + b"a" * size + b"\r\n\r\nbody\r\n"


def many_recipients(count: int = 20_000) -> bytes:
    """A To line of 20,000 people."""
    people = b", ".join(b"p%d@x.example" % number for number in range(count))
    return TOP + b"Cc: " + people + b"\r\n\r\nbody\r\n"


def boundary_lookalikes(count: int = 2_000_000) -> bytes:
    """Lines that nearly are boundaries."""
    return TOP + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--bx\r\n" * count


def encoded_words(count: int = 20_000) -> bytes:
    """A subject made of encoded words."""
    return TOP.replace(b"hostile", b"=?utf-8?Q?=C3?= =?x?B?/?= " * count) + b"\r\nbody\r\n"


def parameters(count: int = 20_000) -> bytes:
    """RFC 2231 pieces without end."""
    pieces = b"".join(b"; name*%d*=%%41" % number for number in range(count))
    return TOP + b"Content-Type: application/pdf" + pieces + b"\r\n\r\nbody\r\n"


def uuencode_starts(count: int = 200_000) -> bytes:
    """Files that begin and never end."""
    return TOP + b"\r\n" + b"begin 644 a\r\n" * count


def announcements(count: int = 60_000) -> bytes:
    """Lines that look like the start of a quotation."""
    return TOP + b"\r\n" + b"On Monday 12:00 someone\r\nwrote nothing:\r\n" * count


def labels(count: int = 100_000) -> bytes:
    """Lines that look like Outlook's header block."""
    return TOP + b"\r\n" + b"From: a\r\nx\r\n" * count


def angle_brackets(count: int = 1_000_000) -> bytes:
    """Tags that open and never close."""
    return TOP + b"Content-Type: text/html\r\n\r\n" + b"<" * count


def script_starts(count: int = 140_000) -> bytes:
    """Elements whose end is searched for in vain."""
    return TOP + b"Content-Type: text/html\r\n\r\n" + b"<script>" * count


def quotes_open(count: int = 100_000) -> bytes:
    """Address headers full of quotes that do not close."""
    return TOP.replace(b"Eve <", b'"\\' * count + b" Eve <") + b"\r\nbody\r\n"


def cite_blocks(count: int = 20_000) -> bytes:
    """Quotations side by side, with words between them."""
    block = b"<blockquote type=cite>q</blockquote>word word "
    return TOP + b"Content-Type: text/html\r\n\r\n" + block * count


def big_attachment(size: int = 36_000_000) -> bytes:
    """A mail just below the size cap."""
    return (
        TOP
        + b"Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + b"QUJD" * 19 * (size // 76)
    )


def nul_bytes(count: int = 1_000_000) -> bytes:
    """Nothing but NUL after the headers."""
    return TOP + b"\r\n" + b"\0" * count


def entities(count: int = 300_000) -> bytes:
    """Character references that name surrogates and NUL."""
    return TOP + b"Content-Type: text/html\r\n\r\n" + b"&#xD800;&#0;&amp;" * (count // 3)


def style_flood(count: int = 20_000) -> bytes:
    """Each tag with a different style."""
    tags = b"".join(b'<p style="width:%dpx;background:url(//e.example/%d)">x' % (n, n) for n in range(count))
    return TOP + b"Content-Type: text/html\r\n\r\n" + tags


ALL: tuple[Callable[[], bytes], ...] = (
    nested_parts, nested_comments, many_attachments, long_line, empty_lines, quoted_empty_lines, nested_divs, wide_tag,
    formatting_bomb, big_table, many_headers, endless_header, many_recipients, boundary_lookalikes, encoded_words,
    parameters, uuencode_starts, announcements, labels, angle_brackets, script_starts, quotes_open, cite_blocks,
    big_attachment, nul_bytes, entities, style_flood,
)  # fmt: skip
