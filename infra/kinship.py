"""Makes ai/local/words/kin.npz: vectors of 30,000 English words, near where words mean nearly the same, and
14,000 rarer ones that are read as one of these.

    python -m infra.kinship /usr/share/wordnet     # Debian's package wordnet-base; some minutes

From WordNet's graph alone (its licence: ai/local/words/WORDNET.txt), without any text of customers and
without weights of anybody's model. Words and meanings are nodes; a word is tied to its meanings, a meaning
to broader and related ones and to the words that explain it. Three steps of a walk from each word, weighed
by how unlikely a place is by chance, are its row; the rows' first DIMENSIONS singular directions are its
vector. No search was tuned here: what a likeness is worth is set in ai/local/softly.py.
"""

from __future__ import annotations

import math
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from scipy import sparse

from ai.local.kin import bases

DIMENSIONS = 128
STEPS = (0.8, 0.64, 0.5)  # what a place after one, two and three steps counts
WIDEST = 250  # places kept of a word after a step
CHANCE = 20.0  # how many times likelier than by chance a place has to be
TIES = {
    "@": 1.0,
    "@i": 0.5,
    "+": 1.0,
    "&": 0.7,
    "\\": 0.8,
    "=": 0.5,
    ">": 0.7,
    "*": 0.7,
    "$": 0.7,
    "^": 0.6,
    "%p": 0.7,
    "%m": 0.5,
    "%s": 0.5,
    ";c": 0.3,
}  # fmt: skip  WordNet's pointers that say "near"
PARTS = {"n": "noun", "v": "verb", "a": "adj", "s": "adj", "r": "adv"}
OF_A_KEY = {"1": "noun", "2": "verb", "3": "adj", "4": "adv", "5": "adj"}
# Words of explanations that explain nothing.
_SMALL = """a an the of or and in to for by with that is as on from at which who be are used not one it its
into usually especially having was being such some any this than can often has if when etc esp
their his her other you your something someone somebody up out no very more made all but were
they them so make do does"""
EMPTY = frozenset(_SMALL.split())
_WORD = re.compile("[a-z]+")
_NAME = re.compile("[a-z]{2,}(?:-[a-z]+)?")
Place = tuple[str, str]  # part of speech and offset of a meaning


class Meaning(NamedTuple):
    """What WordNet says of one: its words, where it points to (kind, place), words that explain it."""

    words: list[str]
    points: list[tuple[str, Place]]
    told: list[str]


class Net(NamedTuple):
    meanings: dict[Place, Meaning]
    words: dict[str, list[Place]]  # meanings of a word, by part of speech, the usual first
    uses: Counter[tuple[str, str, int]]  # (word, part of speech, number of its meaning) in WordNet's texts
    forms: dict[str, str]  # irregular forms: "broke" -> "break"


def main() -> int:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    net = read(Path(sys.argv[1]))
    names = _common(net)
    vectors = _vectors(_rows(net, names))
    kept = {name: place for place, name in enumerate(names)}
    keys = kept | dict(_mates(net, kept))
    keys |= {form: keys[base] for form, base in net.forms.items() if base in keys}
    hashed = sorted((crc32(key.encode()), place) for key, place in keys.items())
    out = Path(__file__).parents[1] / "ai" / "local" / "words" / "kin.npz"
    np.savez_compressed(
        out,
        keys=np.array([key for key, _ in hashed], np.uint32),
        places=np.array([place for _, place in hashed], np.uint16),
        vectors=np.clip(np.round(vectors * 254), -127, 127).astype(np.int8),
    )
    sys.stdout.write(f"{len(names)} words, {len(keys)} forms, {out.stat().st_size / 1e6:.1f} MB\n")
    return 0


def read(folder: Path) -> Net:
    """WordNet's files as they are published."""
    net = Net({}, {}, Counter(), {})
    for part in ("noun", "verb", "adj", "adv"):
        for line in _lines(folder / f"data.{part}"):
            net.meanings[part, line[:8]] = _meaning(line)
        for line in _lines(folder / f"index.{part}"):
            fields = line.split()
            places = [(part, place) for place in fields[-int(fields[2]) :]]
            net.words.setdefault(fields[0], []).extend(places)
        for line in _lines(folder / f"{part}.exc"):
            form, usual, *_ = line.split()
            net.forms.setdefault(form, usual)
    for line in _lines(folder / "cntlist.rev"):
        key, number, uses = line.split()
        word, _, rest = key.partition("%")
        net.uses[word, OF_A_KEY[rest[0]], int(number)] += int(uses)
    return net


def _lines(path: Path) -> Iterator[str]:
    return (line for line in path.read_text("latin-1").splitlines() if not line.startswith(" "))


def _meaning(line: str) -> Meaning:
    head, _, told = line.partition("|")
    fields = head.split()
    number = int(fields[3], 16)
    words = [fields[4 + 2 * at].lower().split("(")[0] for at in range(number)]
    at = 5 + 2 * number
    rest = fields[at : at + 4 * int(fields[at - 1])]
    points = [(rest[n], (PARTS[rest[n + 2]], rest[n + 1])) for n in range(0, len(rest), 4)]
    return Meaning(
        words, points, [one for one in _WORD.findall(told.lower()) if one not in EMPTY and len(one) > 2]
    )


def _common(net: Net) -> list[str]:
    """Words that WordNet itself uses: in two explanations, or in the texts it has counted."""
    told = Counter(word for meaning in net.meanings.values() for word in meaning.told)
    used = {word for word, _, _ in net.uses}
    return [word for word in net.words if _NAME.fullmatch(word) and (told[word] >= 2 or word in used)]


def _rows(net: Net, names: list[str]) -> Any:
    """A sparse row per word: where three steps lead, as far as that is no chance."""
    node: dict[Any, int] = {name: place for place, name in enumerate(names)}
    node |= {place: len(names) + at for at, place in enumerate(net.meanings)}
    ties = [(node[a], node[b], weight) for a, b, weight in _ties(net, set(names)) if a in node and b in node]
    one, other, weight = (np.array(column) for column in zip(*ties, strict=True))
    graph = sparse.csr_matrix((weight, (one, other)), shape=(len(node), len(node)), dtype=np.float32)
    graph = (graph + graph.T).tocsr()
    degree = np.maximum(np.asarray(graph.sum(1)).ravel(), 1e-9)
    step = (sparse.diags(1 / degree) @ graph).tocsr().astype(np.float32)
    walked = sparse.identity(len(node), np.float32, "csr")[: len(names)]
    row, at = walked, walked
    for worth in STEPS:
        at = _pruned((at @ step).tocsr())
        row = row + worth * at
    row = row.tocoo()
    lift = np.log(np.maximum(row.data * degree.sum() / degree[row.col] / CHANCE, 1e-9))
    kept = lift > 0
    return sparse.csr_matrix((lift[kept], (row.row[kept], row.col[kept])), shape=row.shape, dtype=np.float32)


def _ties(net: Net, names: set[str]) -> Iterator[tuple[Any, Any, float]]:
    rare = Counter(word for meaning in net.meanings.values() for word in set(meaning.told))
    for name in sorted(names):
        for part in dict.fromkeys(PARTS.values()):
            places = [place for place in net.words[name] if place[0] == part]
            uses = [
                net.uses[name, part, at + 1] + (0.5 / (at + 1) if at else 1.0) for at in range(len(places))
            ]
            for place, use in zip(places, uses, strict=True):
                yield name, place, 3 * math.sqrt(use / sum(uses))
    for place, meaning in net.meanings.items():
        yield from ((place, other, TIES[kind]) for kind, other in meaning.points if kind in TIES)
        for word in set(meaning.told):
            if base := _base(word, names, net.forms):
                yield place, base, 0.35 * math.log(len(net.meanings) / rare[word]) / 6
        for word in meaning.words:
            if "_" in word:
                parts = {_base(part, names, net.forms) for part in word.split("_")} - EMPTY - {None}
                yield from ((place, one, 0.5) for one in sorted(filter(None, parts)))


def _base(word: str, names: set[str], forms: dict[str, str]) -> str | None:
    """The word as the dictionary has it: "parties" -> "party"."""
    if forms.get(word) in names:
        return forms[word]
    return next((form for form in bases(word) if form in names), None)


def _pruned(rows: Any) -> Any:
    """The WIDEST likeliest places of each row."""
    for at in range(rows.shape[0]):
        values = rows.data[rows.indptr[at] : rows.indptr[at + 1]]
        if len(values) > WIDEST:
            values[values < np.partition(values, -WIDEST)[-WIDEST]] = 0
    rows.eliminate_zeros()
    return rows


def _mates(net: Net, kept: dict[str, int]) -> Iterator[tuple[str, int]]:
    """Rarer words, and the place of a kept one that means the same: "rucksack" is read as "backpack"."""
    for word, places in net.words.items():
        if word not in kept and _NAME.fullmatch(word):
            mates = (kept[mate] for place in places for mate in net.meanings[place].words if mate in kept)
            if (place := next(mates, None)) is not None:
                yield word, place


def _vectors(rows: Any) -> Any:
    """Unit vectors by a randomized singular value decomposition; the same each time."""
    rng, more = np.random.default_rng(1), 20
    sketch = rows @ rng.standard_normal((rows.shape[1], DIMENSIONS + more)).astype(np.float32)
    for _ in range(3):
        back, _ = np.linalg.qr(rows.T @ np.linalg.qr(sketch)[0])
        sketch = rows @ back
    base, _ = np.linalg.qr(sketch)
    left, size, _ = np.linalg.svd((rows.T @ base).T, full_matrices=False)
    found = ((base @ left) * np.sqrt(size))[:, :DIMENSIONS]
    return found / (np.linalg.norm(found, axis=1, keepdims=True) + 1e-9)


if __name__ == "__main__":
    sys.exit(main())
