"""`.env.example` names every variable that settings and the demo read, and no other."""

import re

from infra.embedded.places import PORTS, REPOSITORY

READ = re.compile(r'env\.\w+\(\s*"([A-Z][A-Z_]+)"')
NOT_FOR_PEOPLE = {"DESKHAND_ROLE"}  # set by the supervisor for each part


def test_the_example_is_complete() -> None:
    sources = (REPOSITORY / "infra/settings").glob("*.py")
    read = {name for source in sources for name in READ.findall(source.read_text())} | set(PORTS)
    named = set(re.findall(r"^#?([A-Z][A-Z_]+)=", (REPOSITORY / ".env.example").read_text(), re.MULTILINE))

    assert named == read - NOT_FOR_PEOPLE
