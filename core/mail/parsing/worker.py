"""The child's side: read a mail from the socket, answer, wait for the next. Started by child.py.

It has no environment, opens no files, cannot write to disk and imports nothing of Django. Limits
are set by itself before the first mail: 512 MB, no core, 10 s of CPU for each mail.
"""

import resource
import socket
import sys

from core.mail.parsing import wire
from core.mail.parsing.errors import UnparsableMail
from core.mail.parsing.limits import MAIL_BYTES
from core.mail.parsing.reading import read

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 10
IDLE_SECONDS = 300  # a child nobody needs gives its memory back


def main(descriptor: int) -> None:
    """Serve until the parent hangs up or nobody asks for IDLE_SECONDS."""
    _confine()
    with socket.socket(fileno=descriptor) as line:
        line.settimeout(IDLE_SECONDS)
        try:
            while (request := _receive(line, wire.REQUEST.size)) is not None:
                size, plain = wire.REQUEST.unpack(request)
                if size > MAIL_BYTES or (raw := _receive(line, size)) is None:
                    return
                _answer(line, raw, bool(plain))
        except OSError:  # idle for too long, or the parent is gone
            return


def _answer(line: socket.socket, raw: bytes, plain: bool) -> None:
    _allow_cpu()
    try:
        frames = wire.dump(read(raw, plain=plain))
    except UnparsableMail as refusal:
        frames = wire.refusal(refusal.code)
    except MemoryError:
        line.sendall(b"".join(wire.refusal("died:memory")))
        sys.exit(1)
    for frame in frames:
        line.sendall(frame)


def _confine() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))


def _allow_cpu() -> None:
    """The limit counts from the birth of the process, so it moves with what was used so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + 1 + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _receive(line: socket.socket, size: int) -> bytes | None:
    """Exactly size bytes, None when the parent hangs up."""
    first = line.recv(min(size, 1 << 20))
    if len(first) == size:
        return first
    data = bytearray(first)
    while len(data) < size:
        piece = line.recv(min(size - len(data), 1 << 20))
        if not piece:
            return None
        data += piece
    return bytes(data)


if __name__ == "__main__":
    main(int(sys.argv[1]))
