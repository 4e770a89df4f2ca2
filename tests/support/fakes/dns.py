"""A DNS server on a UDP socket: the zone is a dict, and it can be silent or broken.

with FakeDns() as dns:
    dns.txt("_deskhand-challenge.help.acme-cloud.com", "deskhand=…")
    dns.cname("help.acme-cloud.com", "acme.localhost")
"""

from __future__ import annotations

import socket
import threading
from typing import Self

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

TTL = 60


class FakeDns:
    """`.address` is "127.0.0.1:port" for settings.DNS_SERVERS; `.asked` holds (name, kind) of every question."""

    def __init__(self) -> None:
        self.zone: dict[tuple[str, str], list[str]] = {}
        self.asked: list[tuple[str, str]] = []
        self.turning: dict[str, list[str]] = {}
        self.mood = "fine"  # or "silent" (no answer), "broken" (SERVFAIL)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", self._socket.getsockname())  # an empty datagram ends the loop
        self._thread.join(5)
        self._socket.close()

    def txt(self, name: str, *texts: str) -> None:
        self.zone[name, "TXT"] = [f'"{text}"' for text in texts]

    def cname(self, name: str, target: str) -> None:
        self.zone[name, "CNAME"] = [f"{target}."]

    def address_of(self, name: str, *addresses: str) -> None:
        self.zone[name, "A"] = list(addresses)

    def turns(self, name: str, *addresses: str) -> None:
        """Each question about the name gets the next address; the last one stays."""
        self.turning[name] = list(addresses)

    def forget(self, name: str) -> None:
        for key in [key for key in self.zone if key[0] == name]:
            del self.zone[key]

    def _serve(self) -> None:
        while True:
            packet, sender = self._socket.recvfrom(4096)
            if not packet:
                return
            if self.mood != "silent":
                self._socket.sendto(self._answer(packet), sender)

    def _answer(self, packet: bytes) -> bytes:
        question = dns.message.from_wire(packet)
        name = question.question[0].name.to_text(omit_final_dot=True).lower()
        kind = dns.rdatatype.to_text(question.question[0].rdtype)
        self.asked.append((name, kind))
        if kind == "A" and (left := self.turning.get(name)):
            self.address_of(name, left.pop(0) if len(left) > 1 else left[0])
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.RA
        if self.mood == "broken":
            answer.set_rcode(dns.rcode.SERVFAIL)
            return answer.to_wire()
        self._fill(answer, name, kind)
        if not answer.answer and not any(known == name for known, _ in self.zone):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer.to_wire()

    def _fill(self, answer: dns.message.Message, name: str, kind: str) -> None:
        """Follows an alias, as resolvers do."""
        if kind != "CNAME" and (name, "CNAME") in self.zone:
            target = self.zone[name, "CNAME"][0]
            answer.answer.append(dns.rrset.from_text(f"{name}.", TTL, "IN", "CNAME", target))
            self._fill(answer, target.removesuffix("."), kind)
        elif values := self.zone.get((name, kind)):
            answer.answer.append(dns.rrset.from_text(f"{name}.", TTL, "IN", kind, *values))
