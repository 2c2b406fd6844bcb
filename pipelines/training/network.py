"""The encoder as PyTorch trains it: a BERT with one linear layer on top."""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from kg.errors import ModelError
from pipelines.extraction.word_pieces import LONGEST, SHAPES

DROPOUT = 0.1
_SMALL = 1e-12


class Dropout:
    """Dropout with random numbers of its own, so that threads do not take each other's."""

    def __init__(self, seed: int) -> None:
        self.random = torch.Generator().manual_seed(seed)

    def __call__(self, values: Tensor) -> Tensor:
        """Set a tenth of the values to 0 and make up for it in the others."""
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
        # They know thousands of words that the annotated papers have not.
        self.pieces.requires_grad_(False)
        self.places.requires_grad_(False)

    def forward(self, pieces: Tensor, shapes: Tensor, padding: Tensor | None = None, dropout: Any = _same) -> Tensor:
        """From tensors of shape (texts, length) to one of shape (texts, length, 2 + 2 * types), before any softmax."""
        words = self.pieces(pieces) + self.places.weight[: pieces.shape[1]] + self.shapes(shapes)
        words = dropout(self.norm(words))
        for layer in self.layers:
            words = layer(words, padding, dropout)
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


def load(folder: Path, layers: int, types: int) -> Network:
    """Give the lower layers of a trained encoder, with new scores on top.

    Parameters
    ----------
    folder : Path
        With ``config.json`` and ``model.safetensors`` of a BERT, as Hugging Face's Transformers writes them.
    layers : int
        How many of its layers.
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
        state |= _renamed(found, len(network.layers))
        kind = found["embeddings.token_type_embeddings.weight"][:1]
        state["shapes.weight"] = kind + state["shapes.weight"] * 0.005
        network.load_state_dict(state)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise ModelError(
            f"{folder}: holds no BERT encoder that can be read: {type(error).__name__}: {error}"
        ) from error
    return network


def _renamed(found: dict[str, Tensor], layers: int) -> dict[str, Tensor]:
    renamed = {
        "pieces.weight": found["embeddings.word_embeddings.weight"],
        "places.weight": found["embeddings.position_embeddings.weight"],
    }
    for kind in ("weight", "bias"):
        renamed[f"norm.{kind}"] = found[f"embeddings.LayerNorm.{kind}"]
        for number in range(layers):
            old, new = f"encoder.layer.{number}", f"layers.{number}"
            parts = [found[f"{old}.attention.self.{name}.{kind}"] for name in ("query", "key", "value")]
            renamed[f"{new}.attention.{kind}"] = torch.cat(parts)
            for name, other in (
                ("mix", "attention.output.dense"),
                ("attention_norm", "attention.output.LayerNorm"),
                ("up", "intermediate.dense"),
                ("down", "output.dense"),
                ("norm", "output.LayerNorm"),
            ):
                renamed[f"{new}.{name}.{kind}"] = found[f"{old}.{other}.{kind}"]
    return renamed
