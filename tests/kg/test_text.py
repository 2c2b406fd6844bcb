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
