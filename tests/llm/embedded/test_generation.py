"""Stop strings and endless repeats, piece by piece."""

from hypothesis import given
from hypothesis import strategies as st

from vitrine.llm.embedded.generation import LoopGuard, Piece, StopFilter
from vitrine.llm.embedded.prompting import merge
from vitrine.llm.reply import Turn


def _run(texts: list[str], stops: list[str]) -> tuple[str, int, bool]:
    """The text that comes through, the tokens with logprobs, and whether a stop was met."""
    stop_filter = StopFilter(stops)
    out: list[Piece] = []
    for text in texts:
        out += stop_filter.push(Piece(text, ({"token": text},)))
        if stop_filter.stopped:
            break
    else:
        out += stop_filter.rest()
    return "".join(p.text for p in out), sum(len(p.items) for p in out), stop_filter.stopped


def test_a_stop_string_over_several_pieces_ends_the_text_before_it() -> None:
    assert _run(["a", "b", "<", "end", ">", "c"], ["<end>"]) == ("ab", 2, True)


def test_what_only_began_like_a_stop_string_comes_through() -> None:
    assert _run(["a", "<", "en", "x"], ["<end>"]) == ("a<enx", 4, False)
    assert _run(["a", "<", "en"], ["<end>"]) == ("a<en", 3, False)


def test_a_piece_cut_in_its_middle_keeps_its_logprob() -> None:
    assert _run(["ab", "cSTOPd"], ["STOP"]) == ("abc", 2, True)


def test_the_first_of_several_stops_counts() -> None:
    assert _run(["one two three"], ["three", "two"]) == ("one ", 1, True)


letters = st.text(alphabet="ab", max_size=3)


@given(texts=st.lists(letters.filter(bool), max_size=8), stops=st.lists(letters.filter(bool)))
def test_the_same_as_cutting_the_whole_text(texts: list[str], stops: list[str]) -> None:
    whole = "".join(texts)
    passed, _, stopped = _run(texts, stops)
    assert not any(stop in passed for stop in stops)
    assert whole.startswith(passed)
    assert stopped == any(stop in whole for stop in stops)
    if not stopped:
        assert passed == whole


def test_thirty_repeats_pass_and_the_next_does_not() -> None:
    guard = LoopGuard()
    assert [guard.trips(" D") for _ in range(32)] == [False] * 31 + [True]
    guard = LoopGuard()
    assert not any(guard.trips(text) for text in ["a", "b"] * 50)


def test_turns_are_merged_as_ollama_does() -> None:
    turns = [
        Turn("system", "S1"),
        Turn("user", "u1"),
        Turn("user", "u2"),
        Turn("narrator", "?"),
        Turn("assistant", "a"),
        Turn("system", "S2"),
    ]
    assert merge(turns) == [
        Turn("system", "S1\n\nS2"),
        Turn("user", "u1\n\nu2"),
        Turn("assistant", "a"),
    ]
