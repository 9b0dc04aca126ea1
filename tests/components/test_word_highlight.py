"""Marked words, and not one character of a user that could act as HTML."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.word_highlight import highlighted, plain_text
from tests.components.conftest import weighed

OUR_TAGS = re.compile(
    r'</?p(?: class="vitrine-text")?>|</?sup>|</mark>'
    r'|<mark class="vitrine-(?:towards|against) vitrine-step-[1-4]" title="[+−][\d.,]+">'
)


def text_of(markup: str) -> str:
    """What a reader sees, without the signs."""
    return html.unescape(OUR_TAGS.sub("", re.sub("<sup>.</sup>", "", markup)))


def test_words_are_marked_on_their_side() -> None:
    shown = highlighted(weighed("steel watch, cotton strap", {"watch": 2.0, "cotton": -1.0}))
    assert 'vitrine-towards vitrine-step-4" title="+2.00">watch<sup>+</sup>' in shown
    assert 'vitrine-against vitrine-step-3" title="−1.00">cotton<sup>−</sup>' in shown
    assert "steel <mark" in shown


def test_light_words_stay_plain() -> None:
    shown = highlighted(weighed("big watch", {"watch": 2.0, "big": 0.01}))
    assert "big <mark" in shown


def test_words_without_any_weight_are_no_division_by_zero() -> None:
    assert "<mark" not in highlighted(weighed("big watch", {"watch": 0.0, "big": 0.0}))


@pytest.mark.parametrize(
    "attack", ["</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&lt;b&gt;"]
)
def test_html_in_a_description_is_text(attack: str) -> None:
    text = f"watch {attack} end"
    for markup in (highlighted(weighed(text, {"watch": 1.0, "end": -1.0})), plain_text(text)):
        assert "<" not in OUR_TAGS.sub("", markup)
        assert text_of(markup) == text


@given(st.text(alphabet=st.sampled_from("ab<>&\"'/ é"), max_size=40))
def test_the_reader_sees_the_text_as_it_is(text: str) -> None:
    whole = f"watch{text}"
    markup = highlighted(weighed(whole, {"watch": 1.0}))
    assert "<" not in OUR_TAGS.sub("", markup)
    assert text_of(markup) == whole
