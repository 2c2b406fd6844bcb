"""A pupil that learns from what larger teachers say of many texts (Hinton et al. 2015, arXiv:1503.02531)."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from pipelines.extraction.candidates import Floats
from pipelines.extraction.word_pieces import Window
from pipelines.training import fitting, network, tagging
from pipelines.training.marking import Log
from pipelines.training.network import Network
from pipelines.training.tagging import Example
from pipelines.training.windows import padded

_JUDGED_PIECES = 64_000
_TEACHER_RATE, _TEACHER_PIECES = 4e-4, 5000
_RATE, _PIECES, _EPOCHS = 6e-4, 16_000, 2


def train_teachers(
    base: Path, types: int, rounds: Sequence[tuple[Sequence[Example], int]], count: int, *, seed: int, log: Log
) -> Iterator[Network]:
    """Train larger encoders, each in an order of its own.

    Parameters
    ----------
    base : Path
        The encoder that they begin with.
    types : int
        Entity types.
    rounds : sequence of (sequence of Example, int)
        What they learn from, one after the other, and how many passes over it.
    count : int
        How many teachers.
    seed : int
        The first teacher's; each has another one.
    log : callable
        Takes lines of progress.
    """
    for number in range(count):
        log(f"teacher {number + 1} of {count}")
        torch.manual_seed(seed + number)
        teacher = network.load(base, network.TEACHER_LAYERS, types)
        rate = _TEACHER_RATE
        for examples, times in rounds:
            tagging.learn(teacher, examples, times, rate=rate, pieces=_TEACHER_PIECES, seed=seed + number, log=log)
            rate = _TEACHER_RATE * tagging.LATER
        yield teacher


@torch.no_grad()
def judge(teachers: Sequence[Network], windows: Sequence[Window]) -> list[Example]:
    """What teachers say of windows on average, as examples in the order of the windows."""
    device = fitting.device()
    judged: dict[int, Example] = {}
    for teacher in teachers:
        teacher.to(device)
    order = sorted(range(len(windows)), key=lambda index: len(windows[index].pieces))
    size = max(len(window.pieces) for window in windows)
    for start in range(0, len(order), _JUDGED_PIECES // size):
        chosen = order[start : start + _JUDGED_PIECES // size]
        judged.update(zip(chosen, _judged(teachers, [windows[index] for index in chosen], device), strict=True))
    return [judged[index] for index in range(len(windows))]


def imitate(pupil: Network, judged: Sequence[Example], *, seed: int, log: Log) -> None:
    """Learn what teachers said."""
    tagging.learn(pupil, judged, _EPOCHS, rate=_RATE, pieces=_PIECES, seed=seed, log=log)


def _judged(teachers: Sequence[Network], windows: Sequence[Window], device: torch.device) -> Iterator[Example]:
    pieces, shapes, text, rows, columns = padded(windows, device)
    tags = own = torch.zeros((), device=device)
    with torch.autocast("cuda", torch.bfloat16, enabled=device.type == "cuda"):
        for teacher in teachers:
            scores = teacher(pieces, shapes, text)[rows, columns].float()
            tags = tags + torch.softmax(scores[:, :-1], -1) / len(teachers)
            own = own + torch.sigmoid(scores[:, -1]) / len(teachers)
    ends = np.cumsum([len(window.first) for window in windows])[:-1]
    for window, *parts in zip(windows, np.split(_half(tags), ends), np.split(_half(own), ends), strict=True):
        yield Example(window, *parts)


def _half(values: Tensor) -> Floats:
    """Half the precision is plenty, and lets more texts be held."""
    half: Floats = values.half().cpu().numpy()
    return half
