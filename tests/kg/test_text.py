import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from kg.text import normalise, printable, title_key


@given(st.text(alphabet=st.characters(codec=None)))
def test_normal_form_is_stable_and_encodable(text: str) -> None:
    normal = normalise(text)
    assert normalise(normal) == normal
    normal.encode("utf-8")
    assert "  " not in normal
    assert not any(unicodedata.category(char) in {"Cc", "Cs"} for char in normal)


@given(st.text(alphabet="ae\u1ec7\u0301\u0323\u0344", min_size=30, max_size=200))
def test_normal_form_is_stable_and_has_few_marks_in_a_row(text: str) -> None:
    normal = normalise(text)
    assert normalise(normal) == normal
    assert not re.search("[\u0300-\u036f]{31}", normal)
    assert re.search("[\u0301\u0323\u0344]{15}", text) or normal == unicodedata.normalize("NFC", text)


def test_normal_form_keeps_tex_and_words() -> None:
    assert normalise("at\u00a0rate O(\\log n)\r\n with x^{natural}\x00") == "at rate O(\\log n) with x^{natural}"


@given(st.text())
def test_title_key_ignores_case_and_punctuation(title: str) -> None:
    assert title_key(normalise(title)) == title_key(f"  {normalise(title)} ")


def test_title_key_tells_titles_apart() -> None:
    assert title_key("Attention: a survey") == title_key("Attention - A Survey")
    assert title_key("Attention 1") != title_key("Attention 2")
    assert title_key("注意力") != title_key("注意")


@given(st.text())
def test_printable_holds_nothing_a_terminal_obeys(text: str) -> None:
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} for char in printable(text))
