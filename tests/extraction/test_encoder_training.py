"""Fine-tuning of an encoder, on one of the smallest size with weights that know nothing yet."""

import json
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="PyTorch, of the extra 'encoder', is not installed")
save_file = pytest.importorskip("safetensors.torch").save_file

from tokenizers import Tokenizer  # noqa: E402
from tokenizers.models import WordPiece  # noqa: E402
from tokenizers.normalizers import BertNormalizer  # noqa: E402

from kg.errors import ModelError  # noqa: E402
from pipelines import training  # noqa: E402
from pipelines.evaluation import ALL_TYPES, INTRODUCED, agreement, predict  # noqa: E402
from pipelines.extraction import text  # noqa: E402
from pipelines.extractor import load  # noqa: E402
from pipelines.training import network  # noqa: E402
from pipelines.training.pretraining import pretrained  # noqa: E402
from tests.extraction.gardens import garden  # noqa: E402

WIDTH, INNER, LAYERS = 32, 64, 2


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Directory of a tiny BERT that reads letters."""
    folder = tmp_path_factory.mktemp("encoder")
    letters = "abcdefghijklmnopqrstuvwxyz."
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    tokenizer = Tokenizer(WordPiece({piece: number for number, piece in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer = BertNormalizer(lowercase=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {"vocab_size": len(pieces), "hidden_size": WIDTH, "num_attention_heads": 2, "intermediate_size": INNER}
    (folder / "config.json").write_text(json.dumps({**config, "num_hidden_layers": LAYERS}))
    shapes = {
        "embeddings.word_embeddings.weight": (len(pieces), WIDTH),
        "embeddings.position_embeddings.weight": (512, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
        "embeddings.LayerNorm.weight": (WIDTH,),
    }
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        for name in ("self.query", "self.key", "self.value", "output.dense"):
            shapes[f"{layer}.attention.{name}.weight"] = (WIDTH, WIDTH)
        shapes[f"{layer}.intermediate.dense.weight"] = (INNER, WIDTH)
        shapes[f"{layer}.output.dense.weight"] = (WIDTH, INNER)
        shapes[f"{layer}.attention.output.LayerNorm.weight"] = shapes[f"{layer}.output.LayerNorm.weight"] = (WIDTH,)
    random = torch.Generator().manual_seed(1)
    weights = {}
    for name, shape in shapes.items():
        weights[name] = torch.ones(shape) if "LayerNorm" in name else torch.randn(shape, generator=random) * 0.1
        if "embeddings.weight" not in name:
            weights[name.replace("weight", "bias")] = torch.zeros(shape[0])
    save_file(weights, folder / "model.safetensors")
    return folder


def test_types_of_ones_own_are_learnt_and_kept_on_disk(encoder: Path, tmp_path: Path) -> None:
    shown, unseen = training.split(garden(120), 0.3, salt="test")
    nlp = training.train(shown, garden(160)[120:], encoder=encoder, epochs=12)
    nlp.to_disk(tmp_path / "model", exclude=["vocab"])
    extractor = load(str(tmp_path / "model"))
    found = predict(extractor.nlp, unseen)
    scores = agreement({paper.id: paper.entities for paper in unseen}, found)
    assert scores[ALL_TYPES].f1 > 0.9
    assert scores[INTRODUCED].f1 > 0.9
    assert found == predict(nlp, unseen)


def test_the_same_seed_gives_the_same_network(encoder: Path) -> None:
    one, two, other = (
        training.train(garden(20), encoder=encoder, epochs=1, seed=seed).get_pipe("ner").network for seed in (0, 0, 1)
    )
    assert one == two
    assert one != other


def test_late_papers_are_seen_in_the_end_only(encoder: Path) -> None:
    papers = garden(40)
    seen: list[bool] = []
    nlp = training.train(
        papers[:30],
        late=papers[30:],
        encoder=encoder,
        epochs=1,
        before_last=lambda nlp: seen.append(bool(nlp.get_pipe("kg_documents").scorer)),
    )
    assert seen == [True]
    alone = training.train(papers[:30], encoder=encoder, epochs=1)
    assert nlp.get_pipe("ner").network != alone.get_pipe("ner").network


def test_a_pupil_learns_from_teachers_alone(encoder: Path) -> None:
    shown, unseen = training.split(garden(120), 0.3, salt="test")
    texts = [text.join(paper.title, paper.abstract) for paper in garden(400)[160:]]
    nlp = training.train(shown, encoder=encoder, epochs=12, teachers=2, unlabelled=texts)
    found = predict(nlp, unseen)
    assert agreement({paper.id: paper.entities for paper in unseen}, found)[ALL_TYPES].f1 > 0.9


def test_teachers_need_texts(encoder: Path) -> None:
    with pytest.raises(ModelError, match="--unlabelled"):
        training.train(garden(10), encoder=encoder, teachers=1)


def test_an_encoder_learns_to_guess_words(encoder: Path, tmp_path: Path) -> None:
    source = tmp_path / "papers.jsonl"
    rows = [{"id": paper.id, "title": paper.title, "abstract": paper.abstract} for paper in garden(60)]
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = training.texts([str(source)])
    assert found == list(dict.fromkeys(text.join(row["title"], row["abstract"]) for row in rows))
    assert training.texts([str(source)], without=[row["title"] for row in rows]) == []
    losses: list[str] = []
    pretrained(found, encoder, tmp_path / "one", seed=0, epochs=8, log=losses.append)
    pretrained(found[::-1], encoder, tmp_path / "other", seed=1, epochs=8, log=lambda _: None)
    pretrained(found, encoder, tmp_path / "again", seed=0, epochs=8, log=lambda _: None)
    weights = [(tmp_path / name / "model.safetensors").read_bytes() for name in ("one", "other", "again")]
    assert weights[0] == weights[2] != weights[1]
    first, last = (float(line.rpartition(" ")[2]) for line in (losses[1], losses[-1]))
    assert last < first
    one = network.load(tmp_path / "one", LAYERS, 2)
    assert torch.equal(one.shapes.weight, network.load(tmp_path / "one", LAYERS, 2).shapes.weight)
    assert not torch.equal(one.pieces.weight, network.load(encoder, LAYERS, 2).pieces.weight)
    training.train(garden(20), encoder=tmp_path / "one", epochs=1)


def test_words_are_not_hidden_without_a_mask(encoder: Path, tmp_path: Path) -> None:
    for path in encoder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes().replace(b"[MASK]", b"[none]"))
    with pytest.raises(ModelError, match=r"\[MASK\]"):
        pretrained(["How Fern grows"], tmp_path, tmp_path / "read", seed=0, epochs=1, log=lambda _: None)


@pytest.mark.parametrize("missing", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_directory_without_an_encoder_is_refused(encoder: Path, tmp_path: Path, missing: str) -> None:
    for path in encoder.iterdir():
        if path.name != missing:
            (tmp_path / path.name).write_bytes(path.read_bytes())
    with pytest.raises(ModelError, match=str(tmp_path)):
        training.train(garden(10), encoder=tmp_path, epochs=1)
