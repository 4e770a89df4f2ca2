"""The 32 figures advice is held to: what a careful baseline reaches (anchor), what we want (goal), who measures.

measure: a function of infra.benchmarks.measures, with its argument behind a blank. bars: anchor and goal as
numbers, in the order of what the measure returns; "<" when less is better. Without bars the measure itself says
whether it holds.
"""

from __future__ import annotations

from typing import NamedTuple


class Goal(NamedTuple):
    """needs: the folder of --sets it is measured on, "" where none is needed."""

    number: int
    what: str
    anchor: str
    goal: str
    measure: str
    bars: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())
    needs: str = ""
    is_less: bool = False


GOALS: tuple[Goal, ...] = (
    Goal(1, "category, 77 intents, 5/10/20/50/all examples", ".65/.73/.81/.87/.91", ".72/.79/.85/.895/.925",
         "accuracies 5,10,20,50,all", ((.65, .73, .81, .87, .91), (.72, .79, .85, .895, .925)), "intents77"),
    Goal(2, "category, 10 complaints, 1/5/10/20 examples", ".60/.72/.83/.93", ".75/.82/.90/.96",
         "accuracies 1,5,10,20", ((.60, .72, .83, .93), (.75, .82, .90, .96)), "complaints10"),
    Goal(3, "category without a label, by descriptions", ".57", ".65", "accuracies 0", ((.57,), (.65,)), "intents77"),
    Goal(4, "stream of 4,000: accuracy of the last half, learning CPU", ".82, 40 s", ".86, 40 s", "stream 0", needs="intents77"),
    Goal(5, "a correction takes effect", "60 s", "5 s", "speed 4", ((60,), (5,)), is_less=True),
    Goal(6, "applied alone, 20/50 examples: worst precision, share", ".925; .58/.80", ".945; .68/.88", "alone 20,50",
         ((.925, .58, .80), (.945, .68, .88)), "intents77"),
    Goal(7, "applied alone below 10 examples", "0", "0", "alone_early", ((0,), (0,)), "intents77", is_less=True),
    Goal(8, "error of calibration, 20 examples", ".06", ".03", "calibration 20", ((.06,), (.03,)), "intents77", is_less=True),
    Goal(9, "out of scope: right inside, noticed outside", ".90/.76", ".92/.85", "scope", ((.90, .76), (.92, .85)), "intents150"),
    Goal(10, "out of scope of the same trade: noticed", ".44", ".55", "scope_near", ((.44,), (.55,)), "indomain"),
    Goal(11, "sentiment: nothing learned, 300, all (macro F1)", ".60/.65/.77", ".68/.72/.80", "moods 0,300,all",
         ((.60, .65, .77), (.68, .72, .80)), "tweets3"),
    Goal(12, "sentiment in 8 languages (macro F1)", ".54", ".60", "moods all", ((.54,), (.60,)), "moods8"),
    Goal(13, "urgency without learning: rank correlation, AUROC urgent", ".35/.59", ".65/.85", "urgency",
         ((.35, .59), (.65, .85)), "urgency80"),
    Goal(14, "escalation in messy mail: recall, precision", ".6/.5", ".9/.7", "escalation", ((.6, .5), (.9, .7)), "messy"),
    Goal(15, "tags: micro F1, precision of the first three", ".70/.74", ".75/.80", "tags", ((.70, .74), (.75, .80)), "tags"),
    Goal(16, "reading p95 ms; a head MB; 50 organizations MB", "25; 5; 300", "12; 2; 120", "speed 1,2,3",
         ((25, 5, 300), (12, 2, 120)), is_less=True),
    Goal(17, "learning 10,000 x 77, s of CPU", "15", "6", "speed 0", ((15,), (6,)), is_less=True),
    Goal(18, "own CPU per message beside a model, ms", "100", "50", "throughput 1", ((100,), (50,)), is_less=True),
    Goal(19, "messages a minute, model of 1.0 s, 50 threads", "900", "2,500", "throughput 0", ((900,), (2500,))),
    Goal(20, "calls per message; where no draft is needed", "2", "1",
         "tests tests/ai/test_model_path.py::test_the_models_values_are_stored_applied_and_paid_for tests/ai/test_model_path.py::test_a_mail_that_needs_no_answer_costs_one_call"),
    Goal(21, "faults of an endpoint: the message is read, in time", "all", "all",
         "tests tests/ai/test_model_path.py::test_whatever_the_model_does_the_message_is_read_in_time tests/ai/test_endpoints.py tests/ai/test_meaning.py"),
    Goal(22, "injections with a model that obeys: effects", "0", "0",
         "tests tests/ai/test_injection_effects.py tests/ai/guard tests/ai/test_model_path.py::test_a_model_that_obeys_the_mail_changes_nothing"),
    Goal(23, "masking: values found, clean lines touched (own corpus)", "0 missed", "0 missed", "tests tests/ai/text/test_redact.py"),
    Goal(24, "masking: card/IBAN/mail/phone", ".90/.95/1/.60", ".98/1/1/.85", "masking CARD,IBAN,EMAIL,PHONE",
         ((.90, .95, 1, .60), (.98, 1, 1, .85)), "redaction"),
    Goal(25, "grounding, built in: first, in 3, joint (own set without --sets)", ".57/.71; .50", ".75/.90; .75", "grounding",
         ((.57, .71, .50), (.75, .90, .75))),
    Goal(26, "grounding with a model", "ids valid", "26/28, 12/12", "nobody a real model"),
    Goal(27, "delivered three times, worker lost: calls, suggestions", "1, 1", "1, 1",
         "tests tests/ai/test_model_path.py::test_three_deliveries_make_one_call"),
    Goal(28, "30 % of wrong suggestions let stand: accuracy of the last half", ".76", ".80", "stream 0.3", needs="intents77"),
    Goal(29, "isolation: bitwise, canary words", "0", "0",
         "tests tests/isolation/test_lookups.py tests/isolation/test_tasks.py tests/ai/test_model_path.py::test_a_neighbours_words_are_never_in_the_prompt"),
    Goal(30, "usage equals the model's tokens; overshoot of caps", "0; in flight", "0; 0", "tests tests/ai/test_costs.py tests/billing/test_costs.py"),
    Goal(31, "erased: labels, sources, vectors, runs", "24 h", "1 h",
         "tests tests/ai/test_erasing.py tests/ai/test_keeping.py tests/ai/test_meaning.py::test_an_erased_answer_takes_its_vector_along"),
    Goal(32, "advice explains itself, edits are measured", "yes", "yes", "tests tests/ai/test_suggestions.py"),
)  # fmt: skip
