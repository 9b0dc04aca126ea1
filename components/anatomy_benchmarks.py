"""What the paper's benchmarks ask of a model, a sentence each (section 2.3 of the paper)."""

from vitrine.messages import N_

GROUPS = {
    "Code": N_("Writes short programs that must pass their tests (HumanEval, MBPP)."),
    "Commonsense reasoning": N_(
        "Chooses what is plausible in everyday situations (PIQA, HellaSwag, ARC and others)."
    ),
    "World knowledge": N_("Answers questions of fact (Natural Questions, TriviaQA)."),
    "Reading comprehension": N_("Answers questions on a text it is given (SQuAD, QuAC, BoolQ)."),
    "Math": N_("Solves word problems of primary school and contest problems (GSM8K, MATH)."),
    "MMLU": N_("Multiple-choice exam questions in 57 subjects, from law to medicine."),
    "BBH": N_("BIG-Bench Hard: 23 tasks at which earlier models did worse than people."),
    "AGI Eval": N_("Questions from exams made for people, such as college admission tests."),
}
SINGLE = {
    "MMLU": GROUPS["MMLU"],
    "TriviaQA": N_("Answers questions of a quiz."),
    "Natural Questions": N_("Answers questions that people typed into a search engine."),
    "GSM8K": N_("Solves word problems of primary school."),
    "HumanEval": N_("Writes short programs that must pass their tests."),
    "BIG-Bench Hard": GROUPS["BBH"],
}


def single(measure: str) -> str:
    """What stands behind a row of Table 4: "GSM8K (8-shot)" is looked up by its name."""
    return SINGLE[measure.split(" (")[0]]
