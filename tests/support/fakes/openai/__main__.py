"""`python -m tests.support.fakes.openai --port 8899 --latency 1.0`: prints its address and serves."""

import argparse

from tests.support.fakes.openai.server import FakeOpenAI


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    given = parser.parse_args()
    server = FakeOpenAI(latency=given.latency, port=given.port, keep=False)
    print(server.url, flush=True)
    server.serve()


main()
