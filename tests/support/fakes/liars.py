"""Mail servers that lie: about the size of a mail, or by never ending an answer. IMAP and POP3 under TLS."""

from __future__ import annotations

import contextlib
import socketserver
import ssl
import threading
from pathlib import Path

from tests.support.fakes.dovecot import certificate

HONEST = (
    b"Subject: Honest\r\nMessage-ID: <honest@customer.example>\r\nFrom: c@customer.example\r\n\r\nHello.\r\n"
)
PIECE = b"x" * 75 + b"\r\n"
MOST = 400 * 2**20  # bytes; a reader that has not hung up by then never will


class _Talk(socketserver.StreamRequestHandler):
    server: Liar

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            self.say("* OK ready" if self.server.kind == "imap" else "+OK ready")
            while line := self.rfile.readline().decode().strip():
                (self._imap if self.server.kind == "imap" else self._pop)(line)

    def _imap(self, line: str) -> None:
        tag, _, rest = line.partition(" ")
        said = rest.upper()
        if said.startswith("AUTHENTICATE") or said.startswith("LOGIN"):
            if "AUTHENTICATE" in said:
                self.say("+ ")
                self.rfile.readline()
            self.say("* CAPABILITY IMAP4rev1")
        elif said.startswith("STATUS"):
            self.say("* STATUS INBOX (UIDVALIDITY 1 UIDNEXT 3)")
        elif said.startswith("CAPABILITY"):
            self.say("* CAPABILITY IMAP4rev1")
        elif said.startswith("SELECT"):
            self.say("* 2 EXISTS")
        elif said.startswith("UID SEARCH"):
            if self.server.lie == "lines":
                self.endless(b"* OK " + PIECE)
            self.say("* SEARCH 1 2")
        elif "RFC822.SIZE" in said:
            for number in rest.split()[2].split(","):
                date = '"20-Nov-2026 10:00:00 +0000"'
                self.say(f"* {number} FETCH (UID {number} RFC822.SIZE 100 INTERNALDATE {date})")
        elif said.startswith("UID FETCH 1"):
            self.say(f"* 1 FETCH (UID 1 BODY[]<0> {{{10**10}}}")
            self.endless(PIECE)
        elif said.startswith("UID FETCH 2"):
            self.say(f"* 2 FETCH (UID 2 BODY[]<0> {{{len(HONEST)}}}")
            self.wfile.write(HONEST + b")\r\n")
        self.say(f"{tag} OK done")

    def _pop(self, line: str) -> None:
        said = line.upper()
        self.say("+OK")
        if said.startswith("UIDL"):
            if self.server.lie == "lines":
                self.endless(PIECE)
            self.say("1 one\r\n2 two\r\n.")
        elif said.startswith("LIST"):
            self.say("1 100\r\n2 100\r\n.")
        elif said.startswith("RETR 1"):
            self.endless(PIECE)
        elif said.startswith("RETR 2"):
            self.wfile.write(HONEST + b".\r\n")

    def endless(self, piece: bytes) -> None:
        block = piece * 200
        while self.server.sent < MOST:
            self.wfile.write(block)
            self.server.sent += len(block)

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class Liar(socketserver.ThreadingTCPServer):
    """Context manager. kind: imap or pop3. lie: "size" of the first mail, or "lines" without end. sent: bytes."""

    daemon_threads = True

    def __init__(self, kind: str, lie: str, folder: Path) -> None:
        self.kind, self.lie, self.sent = kind, lie, 0
        certificate(folder)
        self.ca = str(folder / "cert.pem")
        super().__init__(("127.0.0.1", 0), _Talk)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(folder / "cert.pem", folder / "key.pem")
        self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.port = int(self.socket.getsockname()[1])
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()
