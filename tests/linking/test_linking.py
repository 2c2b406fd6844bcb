"""Linking: what becomes one entity, what stays two, and the reason kept for each name."""

from hypothesis import given
from hypothesis import strategies as st

from kg.schema import from_table
from kg.types import Entity, LedgerEntry, Organisation, Paper
from tests.gazetteer import NAMES, linked


def entities(*papers: Paper, names: dict[str, str] = NAMES) -> dict[str, Entity]:
    return {entity.name: entity for entity in from_table(linked(papers, names).entities, Entity)}


def paper(id: str, abstract: str, **more: object) -> Paper:
    return Paper(id=id, title=f"Paper {id}", abstract=abstract, **more)  # type: ignore[arg-type]


def test_spelling_plural_and_abbreviation_are_one_entity() -> None:
    found = entities(
        paper("1", "We study large language models (LLMs)."),
        paper("2", "A large language model is an LLM. Large Language Models grow."),
    )
    assert set(found) == {"large language model"}
    assert found["large language model"].papers == 2
    assert set(found["large language model"].aliases) >= {"LLM", "LLMs", "Large Language Models"}


def test_a_short_form_means_what_its_own_paper_defines() -> None:
    names = {"mean squared error": "Metric", "model selection effort": "Metric", "MSE": "Metric"}
    found = entities(
        paper("1", "The mean squared error (MSE) falls. MSE is low."),
        paper("2", "The model selection effort (MSE) falls. MSE is low."),
        names=names,
    )
    assert set(found) == {"mean squared error", "model selection effort"}


def test_the_dominant_sense_takes_undefined_short_forms() -> None:
    names = {"mean squared error": "Metric", "model selection effort": "Metric", "MSE": "Metric"}
    common = [paper(str(i), "The mean squared error (MSE) falls.") for i in range(3)]
    rare = paper("r", "The model selection effort (MSE) falls.")
    found = entities(*common, rare, paper("u", "MSE is low."), names=names)
    assert found["mean squared error"].papers == 4
    undecided = entities(common[0], rare, paper("u", "MSE is low."), names=names)
    assert undecided["MSE"].papers == 1


def test_a_sense_of_another_type_is_another_thing() -> None:
    names = {"segment anything model": "Model", "SAM": "Method"}
    definers = [paper("1", "The segment anything model (SAM) cuts."), paper("2", "A segment anything model cuts.")]
    found = entities(*definers, paper("3", "SAM sharpens."), names=names)
    assert {name: entity.type for name, entity in found.items()} == {
        "segment anything model": "Model",
        "SAM": "Method",
    }


def test_versions_stay_apart() -> None:
    names = dict.fromkeys(["GPT-4", "GPT-4o", "Qwen2", "Qwen2.5", "HumanEval", "HumanEval+"], "Model")
    assert set(entities(paper("1", "GPT-4, GPT-4o, Qwen2, Qwen2.5, HumanEval, and HumanEval+ ."), names=names)) >= {
        "GPT-4",
        "GPT-4o",
        "Qwen2",
        "Qwen2.5",
        "HumanEval",
    }


def test_one_type_for_one_entity() -> None:
    names = {"Wonder": "Model"}
    votes = [paper(str(i), "Wonder works.") for i in range(3)]
    found = entities(*votes, names=names)
    assert found["Wonder"].type == "Model"


def test_organisation_lines_become_entities_and_meet_the_text() -> None:
    found = entities(paper("1", "NVIDIA made it."), paper("2", "", organisations=(Organisation(name="NVIDIA"),)))
    assert found["NVIDIA"].papers == 1
    result = linked([paper("2", "", organisations=(Organisation(name="NVIDIA", account="nvidia"),))])
    assert result.publishers.to_pylist() == [{"paper": "2", "entity": "nvidia"}]
    (entry,) = from_table(result.ledger, LedgerEntry)
    assert (entry.rule, "account nvidia" in entry.detail) == ("listed", True)


def test_every_alias_has_a_reason() -> None:
    result = linked(
        [paper("1", "We study large language models (LLMs). Chain of Thought."), paper("2", "chain-of-thought LLM")]
    )
    reasons = {(entry.entity, entry.alias) for entry in from_table(result.ledger, LedgerEntry)}
    assert reasons == {(entity.id, alias) for entity in from_table(result.entities, Entity) for alias in entity.aliases}
    rules = {entry.alias: entry.rule for entry in from_table(result.ledger, LedgerEntry)}
    assert rules["LLMs"] == "abbreviation"
    assert {rules["Chain of Thought"], rules["chain-of-thought"]} == {"name", "hyphen"}


WORDS = st.sampled_from([*NAMES, "large language models (LLMs)", "retrieval-augmented generation (RAG)", "and"])
PAPERS = st.lists(st.lists(WORDS, max_size=6), max_size=6)


@given(PAPERS, st.randoms(use_true_random=False))
def test_order_of_papers_does_not_matter(texts: list[list[str]], random: object) -> None:
    papers = [paper(str(i), ", ".join(words) + ".") for i, words in enumerate(texts)]
    shuffled = list(papers)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = linked(papers), linked(shuffled)
    assert (one.entities, one.ledger, one.mentions) == (other.entities, other.ledger, other.mentions)


@given(PAPERS)
def test_every_mention_has_one_entity_that_lists_its_surface(texts: list[list[str]]) -> None:
    result = linked([paper(str(i), ", ".join(words) + ".") for i, words in enumerate(texts)])
    aliases = {entity.id: entity.aliases for entity in from_table(result.entities, Entity)}
    assert len(aliases) == result.entities.num_rows
    for mention in result.mentions.to_pylist():
        assert mention["surface"] in aliases[mention["entity"]]
