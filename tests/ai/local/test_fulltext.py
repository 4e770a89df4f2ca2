"""Hybrid search: what full text adds, and what a vector of meaning may do."""

from __future__ import annotations

import numpy as np
import pytest

from ai.contracts import Letter, Source
from ai.local import kin
from ai.local.doc import read
from ai.local.fulltext import FullText, pieces, stems
from ai.local.mail import prepare
from ai.local.retrieval import SourceIndex
from ai.local.softly import SoftText
from infra.benchmarks import grounding
from infra.benchmarks.sets import cabins

SOURCES = [
    Source("code", "article", "Getting in", "Type the code of six digits on the pad beside the door."),
    Source(
        "boat", "article", "Rowing boats", "A boat is chained at the jetty of every cabin, with two oars."
    ),
    Source("bread", "article", "Breakfast", "Rolls and milk are sold at the northern gate every morning."),
]


def found(text: str, index: SourceIndex | None = None) -> list[str]:
    hits = (index or SourceIndex(SOURCES)).search(prepare(Letter("", text)).doc)
    return list(dict.fromkeys(hit.passage.source.id for hit in hits))


def test_bm25_is_what_its_formula_says():
    texts = ["lake lake boat", "boat", "sauna and wood and fire"]
    index = FullText([stems(read(text)) for text in texts])
    scores = index.scores(stems(read("lake")))
    usual = (3 + 1 + 3) / 3  # "and" tells nothing
    rarity = np.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    expected = rarity * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / usual))
    assert scores == pytest.approx([expected, 0, 0], rel=1e-5)


def test_a_share_counts_what_no_text_holds_as_missing():
    index = FullText([stems(read("sauna hot"))])
    assert index.shares(stems(read("sauna")))[0] == pytest.approx(1.0)
    assert index.shares(stems(read("sauna zeppelin")))[0] < 0.2
    assert index.shares(pieces(read("")))[0] == 0
    assert FullText([]).scores(stems(read("sauna"))).tolist() == []


def test_a_word_of_like_meaning_finds_the_article_and_the_word_itself_counts_more():
    texts = [
        "We sell milk.",
        "Take the rubbish to the bins.",
        "Take the trash to the bins.",
        "A boat is let.",
    ]
    asked = SoftText([read(text) for text in texts]).asked(read("trash"))
    assert list(np.argsort(-asked.scores)[:2]) == [2, 1]
    assert asked.scores[1] > max(asked.scores[0], asked.scores[3])
    assert asked.known == 1.0


def test_without_vectors_it_is_full_text_on_stems():
    texts = [read("Seeblick Hütte am Ufer"), read("Sauna und Holz")]
    asked = SoftText(texts).asked(read("Wo liegt die Seeblickhütte? Seeblick!"))
    assert asked.scores[0] > 0 == asked.scores[1]
    assert SoftText([]).asked(read("boat")).scores.tolist() == []


def test_forms_of_a_word_are_the_word():
    one, other, irregular, base, nobody = kin.vectors(["parties", "party", "broke", "break", "zzzqqq"])
    assert (one == other).all()
    assert (irregular == base).all()
    assert not nobody.any()
    assert float(one @ one) == pytest.approx(1.0, abs=1e-5)
    rare, usual = kin.vectors(["rucksack", "backpack"])
    assert (rare == usual).all()
    assert rare.any()


def test_a_part_of_a_word_finds_the_article():
    assert found("The keypad is broken")[0] == "code"


def test_a_meaning_brings_an_article_forward_that_shares_no_word():
    question = "where can we buy groceries"
    assert found(question)[:1] != ["boat"]
    near = SourceIndex([*SOURCES, *(Source(f"x{n}", "article", f"Topic {n}", f"Something about matter {n}, told at length.")
                                    for n in range(8))]).meaning({"boat": 0.9, **{f"x{n}": 0.1 for n in range(8)}})  # fmt: skip
    hits = near.search(prepare(Letter("", question)).doc)
    assert hits[0].passage.source.id == "boat"
    assert hits[0].score >= 0.12, "a model may be shown it"
    assert hits[0].ground < 1, "the local engine does not write from it alone"


def test_without_vectors_an_index_is_itself():
    index = SourceIndex(SOURCES)
    assert found("rowing", index.meaning({})) == found("rowing", index)
    assert found("rowing", index.meaning({"gone": 1.0})) == found("rowing", index)
    assert SourceIndex([]).search(prepare(Letter("", "boat")).doc) == []


def test_floors_on_the_invented_help_centre(capsys):
    sources = [Source(name, "article", *texts, language="en") for name, texts in cabins.ARTICLES.items()]
    pairs = [*cabins.ANSWERED, *((question, None) for question in cabins.UNANSWERED)]
    reached = grounding.ways(sources, pairs)
    with capsys.disabled():
        print("\n" + "\n".join(f"{name}: {one}" for name, one in reached.items()))
    alone, hybrid = reached["local vectors"], reached[grounding.HYBRID]
    assert hybrid.first >= max(0.6, alone.first)
    assert hybrid.in_three >= max(0.8, alone.in_three)
    assert hybrid.joint >= max(0.55, alone.joint + 0.1)
    assert hybrid.wrong <= 3, "of 15 drafts; two of ten were wrong as long as fewer were answered"


def test_everyday_words_for_one_thing_meet():
    sources = [
        Source("end", "article", "Terminating your contract", "It ends with a month's notice, in writing."),
        Source("way", "article", "Directions", "Take the road along the river until the bridge."),
        Source("food", "article", "Breakfast", "Rolls and milk are sold every morning at the gate."),
    ]
    assert found("I want to unsubscribe from it", SourceIndex(sources))[0] == "end"


def test_an_article_is_found_that_shares_a_meaning_and_no_letter():
    assert found("yacht")[0] == "boat"


def test_how_sure_it_is_follows_from_the_lead_over_others():
    text = "Open the list of people and press Invite. A colleague gets a mail."
    one, twin = (Source(name, "article", "Inviting colleagues", text) for name in ("one", "twin"))
    asked = prepare(Letter("", "How do I invite a colleague?")).doc
    alone = SourceIndex([*SOURCES, one]).search(asked)[0]
    beside = SourceIndex([*SOURCES, one, twin]).search(asked)[0]
    assert alone.ground >= 1 > beside.ground
    assert 0.5 <= alone.sure <= 1
    assert beside.sure < 0.3


def test_a_language_without_vectors_keeps_its_own_measure():
    german = [
        Source(
            "tor", "article", "Das Tor öffnen", "Geben Sie den Code am Tor ein und drücken Sie die Raute."
        ),
        Source("boot", "article", "Ruderboote", "An jedem Steg liegt ein Ruderboot mit zwei Rudern."),
    ]
    hits = SourceIndex(german).search(prepare(Letter("", "Wie öffne ich das Tor, welchen Code?")).doc)
    assert (hits[0].passage.source.id, hits[0].ground >= 1) == ("tor", True)
    assert SourceIndex(german).search(prepare(Letter("", "Zeppelin")).doc) == []
