"""The encoder as PyTorch trains it: a BERT with one linear layer on top."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from kg.errors import ModelError
from pipelines.extraction.word_pieces import LONGEST, SHAPES, WordPieces

LAYERS, TEACHER_LAYERS = 4, 6
"""Of an encoder's layers, from below, those that a recogniser and its teachers have: the more, the slower."""
DROPOUT = 0.1
_SMALL = 1e-12
_SHAPES = "embeddings.shape_embeddings.weight"
"""Of a BERT that was taught on here: Transformers have no such thing."""


class Dropout:
    """Dropout with random numbers of its own, so that threads do not take each other's.

    Parameters
    ----------
    seed : int
        The same seed gives the same numbers on the same device.
    device : torch.device or None
        Where the values are; the processor when left out.

    Attributes
    ----------
    random : torch.Generator
        The source of the numbers.
    """

    def __init__(self, seed: int, device: torch.device | None = None) -> None:
        self.random = torch.Generator(device or "cpu").manual_seed(seed)

    def __call__(self, values: Tensor) -> Tensor:
        """Set a tenth of the values to 0 and make up for it in the others."""
        if values.is_cuda:
            return functional.dropout(values, DROPOUT)  # at once; a graphics card works for one thread
        kept = torch.empty_like(values).bernoulli_(1 - DROPOUT, generator=self.random)
        return values * kept.div_(1 - DROPOUT)


def _same(values: Tensor) -> Tensor:
    return values


class Layer(nn.Module):
    """One layer of BERT (Devlin et al. 2019, doi:10.18653/v1/N19-1423); queries, keys and values in one matrix."""

    def __init__(self, width: int, heads: int, inner: int) -> None:
        super().__init__()
        self.heads = heads
        self.attention = nn.Linear(width, 3 * width)
        self.mix = nn.Linear(width, width)
        self.attention_norm = nn.LayerNorm(width, eps=_SMALL)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm = nn.LayerNorm(width, eps=_SMALL)

    def forward(self, words: Tensor, padding: Tensor | None, dropout: Any) -> Tensor:
        """From and to a tensor of shape (texts, length, width); `padding` is true where there is text."""
        texts, length, width = words.shape
        parts = self.attention(words).view(texts, length, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        if padding is None:
            # Written out, as exported the fused operation would check a mask that is not there.
            weights = torch.softmax((query * (width // self.heads) ** -0.5) @ key.transpose(-1, -2), -1)
            mixed = weights @ value
        else:
            mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=padding[:, None, None, :])
        mixed = self.mix(mixed.transpose(1, 2).reshape(texts, length, width))
        words = self.attention_norm(words + dropout(mixed))
        inner = functional.gelu(self.up(words))
        return self.norm(words + dropout(self.down(inner)))


class Network(nn.Module):
    """An encoder with scores for every word.

    Parameters
    ----------
    rows : int
        Word pieces it knows.
    width, heads, inner, layers : int
        Its measures.
    types : int
        Entity types.
    """

    def __init__(self, rows: int, width: int, heads: int, inner: int, layers: int, types: int) -> None:
        super().__init__()
        self.pieces = nn.Embedding(rows, width)
        self.places = nn.Embedding(LONGEST, width)
        self.shapes = nn.Embedding(SHAPES, width)
        self.norm = nn.LayerNorm(width, eps=_SMALL)
        self.layers = nn.ModuleList(Layer(width, heads, inner) for _ in range(layers))
        self.scores = nn.Linear(width, 2 + 2 * types)

    def depths(
        self, pieces: Tensor, shapes: Tensor, padding: Tensor | None = None, dropout: Any = _same
    ) -> Iterator[Tensor]:
        """From tensors of shape (texts, length) to what each layer makes of them, of shape (texts, length, width)."""
        words = self.pieces(pieces) + self.places.weight[: pieces.shape[1]] + self.shapes(shapes)
        words = dropout(self.norm(words))
        for layer in self.layers:
            words = layer(words, padding, dropout)
            yield words

    def forward(self, pieces: Tensor, shapes: Tensor, padding: Tensor | None = None, dropout: Any = _same) -> Tensor:
        """From tensors of shape (texts, length) to one of shape (texts, length, 2 + 2 * types), before any softmax."""
        *_, words = self.depths(pieces, shapes, padding, dropout)
        return self.scores(dropout(words))


class Probabilities(nn.Module):
    """What the network says of one text, as the component asks for it."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, pieces: Tensor, shapes: Tensor, first: Tensor) -> Tensor:
        """From shapes (1, length) and (words,) to one of (words, 2 + 2 * types)."""
        scores = self.network(pieces, shapes)[0][first]
        return torch.cat([torch.softmax(scores[:, :-1], -1), torch.sigmoid(scores[:, -1:])], -1)


def pieces(folder: Path) -> WordPieces:
    """Give an encoder's way to read words.

    Raises
    ------
    ModelError
        When the directory has no tokenizer that can be read.
    """
    try:
        return WordPieces(Tokenizer.from_file(str(folder / "tokenizer.json")))
    except Exception as error:  # tokenizers raises nothing narrower
        raise ModelError(f"{folder}: holds no tokenizer.json that can be read: {error}") from error


def load(folder: Path, layers: int, types: int) -> Network:
    """Give the lower layers of a trained encoder, with new scores on top.

    Parameters
    ----------
    folder : Path
        With ``config.json`` and ``model.safetensors`` of a BERT, as Hugging Face's Transformers or :func:`save` write
        them.
    layers : int
        How many of its layers at most.
    types : int
        Entity types.

    Raises
    ------
    ModelError
        When there is no such encoder.
    """
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        found = load_file(folder / "model.safetensors")
        network = Network(
            config["vocab_size"],
            config["hidden_size"],
            config["num_attention_heads"],
            config["intermediate_size"],
            min(layers, config["num_hidden_layers"]),
            types,
        )
        state = network.state_dict()
        state |= {new: found[old] for new, old in _names(len(network.layers)).items()}
        state |= {new: torch.cat([found[each] for each in old]) for new, old in _parts(len(network.layers)).items()}
        kind = found["embeddings.token_type_embeddings.weight"][:1]
        state["shapes.weight"] = found.get(_SHAPES, kind + state["shapes.weight"] * 0.005)
        network.load_state_dict(state)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise ModelError(
            f"{folder}: holds no BERT encoder that can be read: {type(error).__name__}: {error}"
        ) from error
    return network


def save(network: Network, base: Path, folder: Path) -> None:
    """Write an encoder without its scores into a directory that :func:`load` reads.

    Parameters
    ----------
    network : Network
        The encoder.
    base : Path
        Where it was loaded from: its measures and its tokenizer stay the same.
    folder : Path
        Is made if need be.
    """
    state = {name: weight.detach().cpu().contiguous() for name, weight in network.state_dict().items()}
    found = {old: state[new] for new, old in _names(len(network.layers)).items()}
    for new, old in _parts(len(network.layers)).items():
        found |= {name: part.contiguous() for name, part in zip(old, state[new].chunk(len(old)), strict=True)}
    found[_SHAPES] = state["shapes.weight"]
    found["embeddings.token_type_embeddings.weight"] = torch.zeros_like(state["shapes.weight"][:2])
    config = json.loads((base / "config.json").read_text(encoding="utf-8"))
    config["num_hidden_layers"] = len(network.layers)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    (folder / "tokenizer.json").write_bytes((base / "tokenizer.json").read_bytes())
    save_file(found, folder / "model.safetensors")


def _names(layers: int) -> dict[str, str]:
    """Names of our weights, and what Transformers call them."""
    names = {
        "pieces.weight": "embeddings.word_embeddings.weight",
        "places.weight": "embeddings.position_embeddings.weight",
    }
    for kind in ("weight", "bias"):
        names[f"norm.{kind}"] = f"embeddings.LayerNorm.{kind}"
        for number in range(layers):
            for new, old in (
                ("mix", "attention.output.dense"),
                ("attention_norm", "attention.output.LayerNorm"),
                ("up", "intermediate.dense"),
                ("down", "output.dense"),
                ("norm", "output.LayerNorm"),
            ):
                names[f"layers.{number}.{new}.{kind}"] = f"encoder.layer.{number}.{old}.{kind}"
    return names


def _parts(layers: int) -> dict[str, list[str]]:
    """Names of our weights that Transformers keep in three parts, and what they call those."""
    return {
        f"layers.{number}.attention.{kind}": [
            f"encoder.layer.{number}.attention.self.{name}.{kind}" for name in ("query", "key", "value")
        ]
        for kind in ("weight", "bias")
        for number in range(layers)
    }
