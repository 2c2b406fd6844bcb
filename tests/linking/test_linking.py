"""Linking: what becomes one entity, what stays two, and the reason kept for each name."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.schema import DEFINITIONS, TABLES, from_table, to_table
from kg.types import Definition, Entity, LedgerEntry, Mention, Organisation, Paper
from pipelines.linking import group, link
from pipelines.linking.senses import hooks_of_long, hooks_of_short, stands_for
from pipelines.linking.versions import guarded, signature
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


def test_an_abbreviation_that_everybody_knows_needs_no_definition() -> None:
    found = entities(paper("1", "LLMs grow."), paper("2", "A large language model is small."))
    assert set(found) == {"large language model"}


def test_a_definition_that_cuts_the_long_form_short_means_the_whole() -> None:
    names = dict.fromkeys(["Proximal Policy Optimization", "policy optimization", "PPO"], "Method")
    defined = [("1", "PPO", "policy optimization")]
    papers = [paper("1", "PPO trains. PPO is used."), paper("2", "Proximal Policy Optimization trains.")]
    found = linked_with(papers, names, defined)
    assert [set(entity.aliases) for entity in found] == [{"PPO", "Proximal Policy Optimization"}]


def test_a_definition_that_draws_the_long_form_out_means_the_usual_one() -> None:
    drawn = "reinforcement learning algorithms that learn from human feedback"
    names = dict.fromkeys(["reinforcement learning from human feedback", "RLHF"], "Method")
    papers = [paper("1", "RLHF trains."), paper("2", "We use reinforcement learning from human feedback.")]
    found = linked_with(papers, names, [("1", "RLHF", drawn)])
    assert [set(entity.aliases) for entity in found] == [{"RLHF", "reinforcement learning from human feedback"}]


def test_a_definition_that_facts_know_as_it_stands_is_left_so() -> None:
    names = dict.fromkeys(["area under the ROC curve", "AUC"], "Metric")
    papers = [paper("1", "The area under the ROC curve (AUC) is high. AUC is low.")]
    assert [
        set(entity.aliases) for entity in linked_with(papers, names, [("1", "AUC", "area under the ROC curve")])
    ] == [{"area under the ROC curve", "AUC"}]


def test_a_short_form_of_two_known_things_says_nothing_where_its_definition_is_cut_short() -> None:
    names = dict.fromkeys(["supervised learning", "SSL"], "Method")
    papers = [paper("1", "SSL by supervised learning.")]
    found = linked_with(papers, names, [("1", "SSL", "supervised learning")])
    assert {entity.name for entity in found} == {"supervised learning", "SSL"}


def test_canonical_terms_are_written_small_and_without_brackets() -> None:
    names = dict.fromkeys(["Zonal Query Cache", "zonal query cache", "zonal query (ZQ) cache", "ZQ cache"], "Method")
    papers = [paper(str(i), "Zonal Query Cache.") for i in range(2)]
    found = entities(*papers, paper("x", "A zonal query cache or zonal query (ZQ) cache."), names=names)
    assert set(found) == {"zonal query cache"}
    often = [paper(str(i), "Zonal Query Cache.") for i in range(4)]
    assert set(entities(*often, paper("x", "A zonal query cache."), names=names)) == {"Zonal Query Cache"}


ZQX = {"zonal query expansion": "Method", "zero-quantile xor": "Method", "ZQX": "Method"}


def test_the_canonical_name_is_plural_where_hardly_anybody_uses_the_singular() -> None:
    names = dict.fromkeys(["widgets", "widget"], "Metric")
    common = [paper(str(i), "We count widgets.") for i in range(20)]
    assert set(entities(*common, paper("x", "A widget."), names=names)) == {"widgets"}
    assert set(entities(*common[:5], paper("x", "A widget."), names=names)) == {"widget"}


def test_a_short_form_means_what_its_own_paper_defines() -> None:
    found = entities(
        paper("1", "The zonal query expansion (ZQX) falls. ZQX is low."),
        paper("2", "The zero-quantile xor (ZQX) falls. ZQX is low."),
        names=ZQX,
    )
    assert set(found) == {"zonal query expansion", "zero-quantile xor"}


def test_the_dominant_sense_takes_undefined_short_forms() -> None:
    common = [paper(str(i), "The zonal query expansion (ZQX) falls.") for i in range(3)]
    rare = paper("r", "The zero-quantile xor (ZQX) falls.")
    found = entities(*common, rare, paper("u", "ZQX is low."), names=ZQX)
    assert found["zonal query expansion"].papers == 4


def test_senses_of_like_weight_stay_unresolved_and_say_so() -> None:
    papers = [paper("1", "The zonal query expansion (ZQX) falls."), paper("2", "The zero-quantile xor (ZQX) falls.")]
    result = linked([*papers, paper("u", "ZQX is low.")], ZQX)
    alone = next(entity for entity in from_table(result.entities, Entity) if entity.name == "ZQX")
    assert alone.papers == 1
    (entry,) = (entry for entry in from_table(result.ledger, LedgerEntry) if entry.entity == alone.id)
    assert "zonal query expansion" in entry.detail
    assert "zero-quantile xor" in entry.detail


def test_a_sense_of_another_type_is_another_thing() -> None:
    names = {"zebra quilt xylophone": "Model", "ZQX": "Method"}
    definers = [paper("1", "The zebra quilt xylophone (ZQX) cuts."), paper("2", "A zebra quilt xylophone cuts.")]
    found = entities(*definers, paper("3", "ZQX sharpens."), names=names)
    assert {name: entity.type for name, entity in found.items()} == {
        "zebra quilt xylophone": "Model",
        "ZQX": "Method",
    }


APART = [
    ("GPT-4", "GPT-4o", "GPT-4 Turbo", "GPT-3.5"),
    ("Qwen2", "Qwen2.5", "Qwen", "Qwen2-VL"),
    ("ResNet-50", "ResNet-101", "ResNet"),
    ("HumanEval", "HumanEval+"),
    ("distillation", "self-distillation"),
    ("Llama 2 7B", "Llama 2", "Llama", "Llama 2 70B", "Llama 27B"),
    ("sampling with replacement", "sampling without replacement"),
    ("language modeling", "language model"),
    ("WebShop", "web shopping"),
    ("Zebra (2023-01-05)", "Zebra (2023-10-05)"),
    ("GRPO", "GRPO++", "Dr. GRPO"),
    ("CausalLM", "CaLM"),
    ("Google", "Google Scholar"),
    ("cross-entropy method", "cross-entropy loss"),
    ("inference time", "inference"),
    ("self-supervised learning", "supervised learning", "semi-supervised learning"),
    ("multi-agent system", "multi-agent"),
    ("ETS", "Enormous Zebra"),
    ("ImageNet dataset", "imagery dataset"),
    ("Quagga dataset", "Quagga"),
    ("Command", "Command A"),
    ("CoCa", "Conceptual Captions"),
    ("structured learning", "structure learning"),
    ("neural network", "network"),
    ("Bayesian neural network", "Bayesian network"),
]


@pytest.mark.parametrize("names", APART, ids=lambda names: names[0])
def test_what_differs_in_version_or_kind_stays_apart(names: tuple[str, ...]) -> None:
    assert group(names) == [[name] for name in names]


ONE = [
    ("case", ("Graph Attention", "graph attention")),
    ("hyphen", ("fine-tuning", "fine tuning", "finetuning", "Fine-Tuning")),
    ("plural", ("vertices", "vertex")),
    ("plural of an acronym", ("LMs", "LM")),
    ("British", ("stochastic optimisation", "stochastic optimization")),
    ("TeX", (r"$\tau$-bench", "τ-bench", "tau-Bench", r"\textsc{Tau}-bench")),
    ("superscript", ("S^{3}", "S3", "S³")),
    ("version mark", ("Zebra v2", "Zebra 2", "ZebraV2")),
    ("size in brackets", ("Zebra 3 (8B)", "Zebra-3-8B")),
    ("order", ("rates of convergence", "convergence rate")),
    ("inflection", ("computation-communication overlap", "computation-communication overlapping")),
    ("short form inside", ("learning rate (LR) schedule", "learning rate schedule")),
    ("contraction", ("reinforcement learning fine-tuning", "RL finetuning")),
    ("initials", ("Quilted Zebra Transformer Network", "QZTN")),
    ("initials beside the same words", ("striped quilted zebra retrieval", "striped QZ retrieval")),
    ("corpus", ("KG", "knowledge graphs")),
    ("same said otherwise", ("test-time scaling", "inference-time scaling", "inference scaling")),
    ("model left out", ("latent diffusion", "latent diffusion models")),
    ("kind left out", ("combinatorial optimization problems", "combinatorial optimization")),
    ("verb in front", ("generating scene graphs", "scene graph generation")),
    ("modeling", ("reward modeling", "reward models")),
    ("participle", ("zebra-calibrated quilts", "zebra calibration quilt")),
    ("adverb", ("provably secure quilts", "provable secure quilt")),
    ("preposition", ("learning from quilts with zebras", "learning from quilts via zebras")),
    ("said shorter behind a word", ("siamese neural networks", "siamese network")),
    ("making one thing of another", ("quilt-to-zebra generation", "quilt2zebra", "quilt-to-zebra")),
    ("kind of a known name", ("MMLU", "MMLU benchmark")),
    ("word repeated behind its short form", ("vision-language-action models", "VLA models")),
    ("genitive in a long form", ("bird's-eye-view quilts", "BEV quilts")),
    ("Latin plural", ("Nash equilibria", "Nash equilibrium")),
    ("digit for a word", ("AI4Research", "AI for Research")),
    ("short form with a digit", ("text-to-image (T2I) diffusion models", "text-to-image diffusion model")),
    ("short form in a long form", ("functional MRI", "functional magnetic resonance imaging")),
    ("fact in another wording", ("Elo rating system", "Elo rating")),
    ("unknown short form that an organisation has too", ("ETS", "Efficient Tree Search")),
    ("vendor", ("OpenAI o1", "o1")),
    ("repository", ("meta-llama/Llama-3-8B", "Llama 3 8B")),
    ("organisation's account", ("NVIDIA", "nvidia")),
    ("organisation's short form", ("Massachusetts Institute of Technology", "MIT")),
    ("article", ("The University of Edinburgh", "University of Edinburgh")),
    ("benchmark's names", ("MS COCO", "COCO", "Common Objects in Context")),
    ("metric's names", ("F1", "F1-score", "F1 score")),
]


@pytest.mark.parametrize(("rule", "names"), ONE, ids=lambda value: value if isinstance(value, str) else None)
def test_each_rule_joins(rule: str, names: tuple[str, ...]) -> None:
    assert group(names) == [list(names)], rule


def test_an_ambiguous_alias_goes_where_the_list_has_its_long_form() -> None:
    assert group(["NTU", "National Taiwan University"]) == [["NTU", "National Taiwan University"]]
    assert group(["NTU", "Nanyang Technological University"]) == [["NTU", "Nanyang Technological University"]]
    assert len(group(["NTU", "Nanyang Technological University", "National Taiwan University"])) == 3


def test_a_known_acronym_is_not_given_to_whatever_has_its_initials() -> None:
    assert len(group(["KD", "KL divergence"])) == 2
    assert len(group(["ViT", "visual instruction tuning"])) == 2
    assert len(group(["KD loss", "KL divergence loss"])) == 2


def test_a_merge_that_puts_two_versions_into_one_is_refused() -> None:
    names = dict.fromkeys(["GXT-3", "GXT-4", "Zebra Quilt"], "Model")
    result = linked_with(
        [paper("1", "Zebra Quilt is GXT-3."), paper("2", "Zebra Quilt is GXT-4. GXT-4 is it.")],
        names,
        [("1", "GXT-3", "Zebra Quilt"), ("2", "GXT-4", "Zebra Quilt")],
    )
    for entity in result:
        marks = {signature(alias) for alias in entity.aliases} - {()}
        assert len(marks) <= 1, entity.aliases


def linked_with(papers: list[Paper], names: dict[str, str], defined: list[tuple[str, str, str]]) -> list[Entity]:
    from tests.gazetteer import mentions_of

    mentions = [mention for item in papers for mention in mentions_of(item, names)]
    definitions = [
        Definition(paper=id, field="abstract", short=short, long=long, sentence_start=0, sentence_end=5)
        for id, short, long in defined
    ]
    result = link(
        to_table(papers, TABLES["papers"]), to_table(mentions, TABLES["mentions"]), to_table(definitions, DEFINITIONS)
    )
    return list(from_table(result.entities, Entity))


def test_one_type_for_one_entity_and_the_dissent_is_kept() -> None:
    papers = [paper(str(i), "Wonder works.") for i in range(3)]
    mentions = [
        Mention(
            paper=str(i),
            field="abstract",
            start=0,
            end=6,
            surface="Wonder",
            type=kind,
            score=1.0,
            introduced=False,
            group=0,
            sentence_start=0,
            sentence_end=13,
        )
        for i, kind in enumerate(["Model", "Method", "Model"])
    ]
    result = link(to_table(papers, TABLES["papers"]), to_table(mentions, TABLES["mentions"]), DEFINITIONS.empty_table())
    (entity,) = from_table(result.entities, Entity)
    assert entity.type == "Model"
    assert result.mentions.column("type").to_pylist() == ["Model", "Method", "Model"]


def test_an_organisation_and_its_model_are_two() -> None:
    names = {"Qwen": "Model"}
    found = linked([paper("1", "Qwen answers.", organisations=(Organisation(name="Qwen"),))], names)
    assert sorted(entity.type for entity in from_table(found.entities, Entity)) == ["Model", "Organisation"]


def test_organisation_lines_become_entities_and_meet_the_text() -> None:
    found = entities(paper("1", "NVIDIA made it."), paper("2", "", organisations=(Organisation(name="NVIDIA"),)))
    assert found["NVIDIA"].papers == 1
    result = linked([paper("2", "", organisations=(Organisation(name="NVIDIA", account="nvidia"),))])
    assert result.publishers.to_pylist() == [{"paper": "2", "entity": "nvidia"}]
    (entry,) = from_table(result.ledger, LedgerEntry)
    assert (entry.rule, "account nvidia" in entry.detail) == ("listed", True)


def test_names_people_use() -> None:
    names = {"F1 score": "Metric", "F1": "Metric", "large language model": "Method", "LLM": "Method", "BERT": "Model"}
    papers = [paper(str(i), "An LLM and BERT, by F1 score.") for i in range(9)]
    found = entities(*papers, paper("x", "A large language model (LLM) and F1."), names=names)
    assert set(found) == {"large language model", "BERT", "F1"}


def test_variants_lead_to_the_nearest_family() -> None:
    names = dict.fromkeys(["Zebra", "Zebra 2", "Zebra 2 7B", "Zebra-3-Instruct", "Quagga 2"], "Model")
    result = linked([paper("1", "Zebra, Zebra 2, Zebra 2 7B, Zebra-3-Instruct, Quagga 2.")], names)
    assert result.variants.to_pylist() == [
        {"source": "zebra-2", "target": "zebra"},
        {"source": "zebra-2-7b", "target": "zebra-2"},
        {"source": "zebra-3-instruct", "target": "zebra"},
    ]


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
def test_order_of_papers_does_not_matter(texts: list[list[str]], order: random.Random) -> None:
    papers = [paper(str(i), ", ".join(words) + ".") for i, words in enumerate(texts)]
    shuffled = list(papers)
    order.shuffle(shuffled)
    one, other = linked(papers), linked(shuffled)
    assert (one.entities, one.ledger, one.mentions) == (other.entities, other.ledger, other.mentions)


@given(PAPERS)
def test_every_mention_has_one_entity_that_lists_its_surface(texts: list[list[str]]) -> None:
    result = linked([paper(str(i), ", ".join(words) + ".") for i, words in enumerate(texts)])
    aliases = {entity.id: entity.aliases for entity in from_table(result.entities, Entity)}
    assert len(aliases) == result.entities.num_rows
    for mention in result.mentions.to_pylist():
        assert mention["surface"] in aliases[mention["entity"]]


FAMILIES = st.sampled_from(
    ["Zebra", "zebra", "Quagga", "GXT", "LLaMA", "Llama", "OpenAI Zebra", "convergence rate of zebras"]
)
VERSIONS = st.sampled_from(["", " 2", "-2", " v2", " 2.5", "-7B", " 2 7B", " (7B)", "+", "++", " Turbo", "-Instruct"])
NAMED = st.builds(str.__add__, FAMILIES, VERSIONS)


@given(st.lists(NAMED, max_size=12))
def test_no_group_holds_two_versions(names: list[str]) -> None:
    for found in group(names):
        assert not any(guarded(signature(a), signature(b)) for a in found for b in found), found


@given(st.lists(st.one_of(NAMED, st.text(max_size=12)), max_size=10), st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_order_and_hold_every_name_once(names: list[str], order: random.Random) -> None:
    shuffled = list(names)
    order.shuffle(shuffled)
    found = group(names)
    assert sorted(name for inside in found for name in inside) == sorted(set(names))
    assert {frozenset(inside) for inside in found} == {frozenset(inside) for inside in group(shuffled)}


@given(st.lists(NAMED, max_size=10))
def test_grouping_a_group_leaves_it_whole(names: list[str]) -> None:
    for found in group(names):
        assert group(found) == [found]


WORDS_OF_TERMS = "of and To 2 for Auto multi Graph graphs NeuralNet at a in x-ray Zebra 4D ßig"
WRITTEN = st.sampled_from(WORDS_OF_TERMS.split(" "))
LONG = st.lists(WRITTEN, min_size=1, max_size=5).map(" ".join)
CUTS = st.lists(st.integers(0, 3), min_size=5, max_size=5)


@given(LONG, CUTS, st.booleans(), st.sampled_from(["{}", "striped {}", "{} model", "deep {} cache"]))
def test_a_long_form_meets_every_short_form_that_stands_for_it(
    long: str, cuts: list[int], capitals: bool, around: str
) -> None:
    parts = [word[: cut if capitals else 1] for word, cut in zip(long.split(), cuts, strict=False)]
    short = around.format("".join(part.upper() if capitals else part.capitalize() for part in parts))
    long = around.format(long)
    if stands_for(short, long):
        assert not set(hooks_of_short(short)).isdisjoint(hooks_of_long(long))
