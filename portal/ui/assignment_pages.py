"""Pages of the preview about assignment: the settings, the menu of one's own state, and why it is whose."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from portal.ui import samples as s
from portal.ui.samples import Context, Page, back

MODES = [
    ("off", "Nobody is given tickets by itself"),
    ("round", "In turn: whoever was given none for the longest time"),
    ("balanced", "Balanced: whoever holds the least"),
]
ORDERS = [
    ("oldest", "The oldest ticket first"),
    ("waiting", "Whoever waits longest for an answer first"),
    ("urgent", "The most urgent first"),
]
FITS = [("ignore", "Does not matter"), ("prefer", "If possible"), ("require", "Without exception")]
STATES = [("available", "Available"), ("away", "Away"), ("reassign", "Away, others take over")]
TAGS = [(1, "vip"), (2, "bug"), (3, "refunds")]


def settings(base: str, shell: Callable[[str], Context]) -> Iterator[Page]:
    queue: Context = {
        "id": 1,
        "name": "Support",
        "team": "First level",
        "mode_name": MODES[2][1],
        "here": 3,
        "of": 5,
        "errors": {},
        "open": False,
        "weight": 1,
        "most": 0,
        "window": 60,
        "release_after": 30,
        "mode": "balanced",
        "order": "oldest",
        "by_language": "prefer",
        "by_skill": "prefer",
        "reassigns_reopened": True,
        "takes_on_open": False,
        "excluded": [2],
        "version": 3,
        "is_on": True,
    }
    queues = [
        queue,
        queue | {"id": 2, "name": "Billing", "mode_name": MODES[1][1], "here": 0},
        queue
        | {
            "id": 3,
            "name": "A queue with a name that does not end before the edge of the page, whoever looks at it",
            "mode_name": MODES[0][1],
            "is_on": False,
            "mode": "off",
        },
    ]
    people: list[Context] = [
        {
            "id": i,
            "name": name,
            "state": state,
            "is_absent": i == 3,
            "is_idle": False,
            "here": i < 2,
            "load": 4 * i,
            "capacity": 20,
            "own_capacity": 12 if i == 1 else None,
            "languages": "de, en" if i else "",
            "spoken": "German, English" if i else "",
            "skills": [3] if i == 1 else [],
            "version": i,
            "errors": {},
            "open": False,
        }
        for i, (name, state) in enumerate(
            (
                (s.PEOPLE[0], "available"),
                (s.PEOPLE[1], "available"),
                (s.PEOPLE[2], "reassign"),
                (s.PEOPLE[3], "available"),
            )
        )
    ]
    shares = [
        {
            "name": one["name"],
            "given": 40 - 11 * i,
            "opened": i,
            "back": i // 2,
            "load": one["load"],
            "capacity": 20,
            "part": round(100 * (40 - 11 * i) / 40),
        }
        for i, one in enumerate(people)
    ]
    common: Context = {
        "everybody": {"capacity": 20, "idle_after": 0},
        "version": 1,
        "all_errors": {},
        "queues": queues,
        "people": people,
        "names": [(one["id"], one["name"]) for one in people],
        "tags": TAGS,
        "modes": MODES,
        "orders": ORDERS,
        "fits": FITS,
        "states": STATES,
        "days": 7,
        "shares": shares,
    }
    yield "settings-assignment", f"{base}assignment.html", shell("assignment") | common
    wrong = {
        "queues": [
            queue | {"open": True, "weight": 99, "errors": {"weight": ["Between 0 and 10."]}},
            *queues[1:],
        ],
        "people": [
            people[1]
            | {
                "open": True,
                "languages": "klingon",
                "errors": {"languages": ["Short names of languages, such as en or de."]},
            }
        ],
    }
    yield "settings-assignment-wrong", f"{base}assignment.html", shell("assignment") | common | wrong
    yield (
        "settings-assignment-0",
        f"{base}assignment.html",
        shell("assignment") | common | {"people": [], "shares": [], "queues": queues[2:]},
    )


def told() -> Iterator[Page]:
    about = {"number": 42, "label": "T-0042"}
    lines = [
        {
            "icon": "user-plus",
            "at": back(4),
            "text": "Given to Ben Okafor. Of 3 people who could take it then, they held the least (2 of 20). They speak German.",
        },
        {
            "icon": "undo-2",
            "at": back(5),
            "text": "Taken back from Dana Whitfield: nothing was done about it for 30 minutes.",
        },
        {
            "icon": "user-plus",
            "at": back(36),
            "text": "Given to Dana Whitfield. Of 4 people who could take it then, it was their turn.",
        },
    ]
    held: Context = {
        "ticket": about,
        "lines": lines,
        "is_off": False,
        "waits": False,
        "is_held": True,
        "people": [],
    }
    yield "tickets/42/assignment/index", "portal/agent/_assignment_told.html", held
    people = [
        {"name": s.PEOPLE[0], "able": True, "why": "could be given it now"},
        *(
            {"name": name, "able": False, "why": why}
            for name, why in zip(
                s.PEOPLE[1:4],
                ("holds as much as one can", "is away", "does not speak the customer's language"),
                strict=True,
            )
        ),
    ]
    yield (
        "assignment-waits",
        "portal/agent/_assignment_told.html",
        held | {"lines": [], "waits": True, "is_held": False, "people": people},
    )
    yield (
        "assignment-off",
        "portal/agent/_assignment_told.html",
        held | {"lines": [], "is_off": True, "is_held": False},
    )
    for now, name, _rest in (("away", "Away", 0), ("reassign", "Away, others take over", 0)):
        states = s.shell()["availability"]["states"]
        yield (
            f"fragments/availability-{now}",
            "portal/agent/_availability.html",
            {
                "availability": {
                    "now": now,
                    "name": name,
                    "states": [one | {"on": one["key"] == now} for one in states],
                }
            },
        )
