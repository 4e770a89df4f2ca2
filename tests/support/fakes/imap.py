"""An IMAP server of the old kind: it knows no IDLE. An empty mailbox for whoever signs in."""

from __future__ import annotations

import socketserver
import ssl
import threading
from pathlib import Path

from tests.support.fakes.dovecot import certificate

ANSWERS = {
    "CAPABILITY": "* CAPABILITY IMAP4rev1\r\n{tag} OK done",
    "SELECT": "* 0 EXISTS\r\n* OK [UIDVALIDITY 1] fine\r\n{tag} OK [READ-WRITE] done",
    "STATUS": "* STATUS INBOX (UIDVALIDITY 1 UIDNEXT 1)\r\n{tag} OK done",
    "UID": "* SEARCH\r\n{tag} OK done",
    "LOGOUT": "* BYE\r\n{tag} OK done",
}


class _Talk(socketserver.StreamRequestHandler):
    server: OldImap

    def handle(self) -> None:
        self._say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, _, rest = line.partition(" ")
            command = rest.partition(" ")[0].upper()
            self.server.asked.append(command)
            if command == "AUTHENTICATE":
                self._say("+ ")
                self.rfile.readline()
                self._say(f"{tag} OK signed in")
            else:
                self._say(ANSWERS.get(command, "{tag} BAD unknown command").format(tag=tag))

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class OldImap(socketserver.ThreadingTCPServer):
    """Context manager. `.port`; `.asked`: the commands so far."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        self.asked: list[str] = []
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
