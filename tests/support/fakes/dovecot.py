"""Debian's Dovecot with mailboxes of its own: IMAP and POP3 under TLS, on free ports."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from imap_tools import MailBox

from infra.embedded import scratch
from tests.support.stack import free_ports

PROGRAM = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
MISSING = "Dovecot is not installed, or we are not root (Debian: apt-get install dovecot-imapd dovecot-pop3d)"
PASSWORD = "open sesame"
CONFIG = """
base_dir = {run}
log_path = {folder}/log
protocols = imap pop3
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 1
first_valid_gid = 0
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
auth_mechanisms = plain xoauth2
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
namespace inbox {{
  inbox = yes
}}
{more}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service pop3-login {{
  inet_listener pop3 {{
    port = 0
  }}
  inet_listener pop3s {{
    port = {pop3s}
    ssl = yes
  }}
}}
"""


def is_there() -> bool:
    return bool(PROGRAM) and os.geteuid() == 0


class Dovecot:
    """Context manager. `.imaps`, `.imap` (STARTTLS), `.pop3s`: ports; `.ca`: whom to trust; `put` a mail into a box."""

    def __init__(self, tokens: str = "http://127.0.0.1:9/", offers: str = "") -> None:
        """tokens: where it asks whose an access token is. offers: its CAPABILITY; "": all it can."""
        self.tokens, self.offers = tokens, offers
        self.folder = scratch.folder("dovecot")
        self.run = scratch.folder("dv")
        self.imap, self.imaps, self.pop3s = free_ports(3)

    def __enter__(self) -> Dovecot:
        nobody = pwd.getpwnam("nobody")
        self.folder.chmod(0o755)
        self.run.chmod(0o755)
        for name in ("mail", "home"):
            (self.folder / name).mkdir()
            os.chown(self.folder / name, nobody.pw_uid, nobody.pw_gid)
        certificate(self.folder)
        (self.folder / "oauth2.conf").write_text(
            f"tokeninfo_url = {self.tokens}\nusername_attribute = email\nactive_attribute = active\nactive_value = yes\n"
        )
        config = self.folder / "dovecot.conf"
        values = {"uid": nobody.pw_uid, "gid": nobody.pw_gid, "password": PASSWORD.replace(" ", "_")}
        ports = {"imap": self.imap, "imaps": self.imaps, "pop3s": self.pop3s}
        more = f"protocol imap {{\n  imap_capability = {self.offers}\n}}" if self.offers else ""
        config.write_text(CONFIG.format(more=more, folder=self.folder, run=self.run, **values, **ports))
        self.start()
        return self

    def start(self) -> None:
        assert PROGRAM
        config = str(self.folder / "dovecot.conf")
        self.process = subprocess.Popen([PROGRAM, "-F", "-c", config], stderr=subprocess.DEVNULL)
        end = time.monotonic() + 15
        while not self._answers():
            log = self.folder / "log"
            assert self.process.poll() is None, log.read_text() if log.exists() else "no log"
            assert time.monotonic() < end, "Dovecot does not answer"
            time.sleep(0.05)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def ca(self) -> str:
        return str(self.folder / "cert.pem")

    @property
    def password(self) -> str:
        return PASSWORD.replace(" ", "_")

    def box(self, user: str) -> MailBox:
        """The mailbox as its owner opens it in a mail program."""
        import ssl

        context = ssl.create_default_context(cafile=self.ca)
        return MailBox("localhost", self.imaps, ssl_context=context).login(user, self.password)

    def put(self, user: str, raw: bytes, at: datetime | None = None) -> None:
        with self.box(user) as box:
            box.append(raw, "INBOX", dt=at)

    def connected(self) -> list[str]:
        """Who is signed in at this moment."""
        program = shutil.which("doveadm") or "/usr/bin/doveadm"
        given = [program, "-c", str(self.folder / "dovecot.conf"), "-f", "flow", "who"]
        said = subprocess.run(given, capture_output=True, text=True, check=False).stdout
        return re.findall(r"username=(\S+)", said)

    def renumber(self, user: str) -> None:
        """The index is lost: every mail gets a new UID, and UIDVALIDITY changes."""
        for path in (self.folder / "mail" / user).glob("dovecot*"):
            path.unlink()

    def _answers(self) -> bool:
        with socket.socket() as line:
            return line.connect_ex(("127.0.0.1", self.imaps)) == 0


def certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
