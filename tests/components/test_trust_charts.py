"""The figures of trust: what they draw, what they say, and their table."""

import pytest

from components import i18n
from components.surprise_strip import strip, strip_sentence, strip_table
from components.trust_charts import bias_chart, defences_chart, kept_chart, kinds_chart, told
from components.trust_words import change_name, defence_name, kind_name
from vitrine.evaluate.attacks import KINDS
from vitrine.evaluate.bias import Bias, Group
from vitrine.evaluate.perplexity import WordSurprise
from vitrine.evaluate.share import Share
from vitrine.evaluate.trust import CHANGES, DEFENCES, AttackFigures

KEPT = {"order": Share(19, 20), "upper": Share(12, 20), "french": Share(20, 20)}


def attacks(name: str, none: int, flagged: int = 8) -> AttackFigures:
    moved = {defence: Share(none if defence == "none" else 1, 10) for defence in DEFENCES}
    return AttackFigures(name, moved, moved, Share(flagged, 10))


def test_every_change_defence_and_kind_has_a_name() -> None:
    assert len({change_name(change) for change in CHANGES}) == len(CHANGES)
    assert len({defence_name(defence) for defence in DEFENCES}) == len(DEFENCES)
    assert len({kind_name(kind) for kind in KINDS}) == len(KINDS)


def test_what_changes_most_is_named_with_its_share() -> None:
    chart = kept_chart(KEPT)
    assert chart.sentence == (
        "How often an answer stayed as it was. What changes most answers: “ALL IN CAPITALS” (60% "
        "stay); fewest: “The instruction in French” (100% stay)."
    )
    dots, written = chart.figure.data
    assert list(dots.x) == [0.95, 0.6, 1.0]
    assert list(dots.error_x.arrayminus) == pytest.approx(
        [share.value - share.low for share in KEPT.values()]
    )
    assert [text.strip() for text in written.text] == ["95%", "60%", "100%"]
    assert list(chart.table["Counted"]) == [19, 12, 20]


def test_a_steady_model_is_told_so() -> None:
    assert kept_chart({"order": Share(5, 5)}).sentence.startswith("No change of a text")


def test_the_defences_stand_beside_no_defence() -> None:
    chart = defences_chart(attacks("all", none=6))
    assert chart.sentence == (
        "Of 10 products with a hidden instruction the model put 60% into the category that it argued "
        "for; cut and with a warning, 10% unnoticed."
    )
    assert list(chart.table["Defence"]) == [defence_name(defence) for defence in DEFENCES]


def test_a_short_axis_shows_small_shares() -> None:
    few = {defence: Share(1, 1000) for defence in DEFENCES}
    chart = defences_chart(AttackFigures("all", few, few, Share(1000, 1000)))
    assert chart.figure.layout.xaxis.range[1] < 0.1


def test_the_kind_that_moves_most_comes_first() -> None:
    chart = kinds_chart([attacks("order", 2), attacks("stuffing", 7), attacks("threat", 0, 0)])
    assert chart.sentence == (
        "Without a defence, by kind: “A category’s name over and over” moves most answers (70%)."
    )
    assert next(iter(chart.table["Kind"])) == "A category’s name over and over"
    assert list(chart.table["Seen by the guard"]) == ["80.0%", "80.0%", "0.0%"]
    assert kinds_chart([attacks("order", 0)]).sentence.startswith("No kind of hidden instruction")


def group(name: str, difference: float, p: float) -> Group:
    low, high = difference - 0.1, difference + 0.1
    return Group(name, 20, "right", 0.8 + difference, 0.8, difference, low, high, p)


def test_a_brand_that_stands_out_is_named_and_one_by_chance_is_faint() -> None:
    found = Bias("brand", "maker", (group("Acme <b>", -0.3, 0.01), group("Bolt", 0.02, 0.9)), 3)
    chart = bias_chart(found)
    assert "By maker, of 2 groups these differ" in chart.sentence
    assert "“Acme <b>”" in chart.sentence and "−30.0 points in right answers" in chart.sentence
    (bars,) = chart.figure.data
    assert bars.marker.color[0].startswith("#") and bars.marker.color[1].startswith("rgba")
    assert "<b>" not in "".join(chart.figure.layout.yaxis.ticktext)


def test_without_a_difference_it_says_so() -> None:
    found = Bias("price", "cost", (group("1–20", 0.0, 0.9), group("21–400", 0.01, 1.0)), 0)
    chart = bias_chart(found)
    assert chart.sentence == (
        "By cost, right answers differ no more between 2 groups than chance would have it."
    )
    assert list(chart.table["Group"]) == ["1 – 20", "21 – 400"]


def test_the_figures_speak_french() -> None:
    i18n.use("fr")
    assert told(Share(1, 4)) == (
        "25,0\u202f% (95 % entre 4,6\u202f% et 69,9\u202f%\u202f; 1 sur 4)"
    ).replace("95 %", "95\u202f%")
    assert kept_chart(KEPT).sentence.startswith("Part des réponses restées les mêmes")


WORDS = (
    WordSurprise(" cotton", 0.4, False),
    WordSurprise(" <b>zyx</b>", 9.1, True),
    WordSurprise(" is", 2.5, False),
)


def test_the_strip_escapes_the_text_and_marks_what_is_only_bounded() -> None:
    shown = strip("A <i>", WORDS)
    assert "<i>" not in shown and "<b>" not in shown
    assert "A &lt;i&gt; <mark" in shown
    assert 'vitrine-step-0" title="0.4">cotton' in shown
    assert 'vitrine-step-4 vitrine-least" title="at least 9.1">&lt;b&gt;zyx' in shown
    assert 'vitrine-step-1" title="2.5">is' in shown


def test_the_strips_sentence_and_table_say_the_same() -> None:
    assert "most surprising: “<b>zyx</b>”, “is” and “cotton”" in strip_sentence(WORDS)
    assert "(1 of 3 words)" in strip_sentence(WORDS)
    assert list(strip_table(WORDS)["Surprise, in nats"]) == ["0.4", "at least 9.1", "2.5"]
