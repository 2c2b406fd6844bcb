"""Windows of texts as tensors."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from pipelines.extraction.word_pieces import SEPARATOR, Window

_STEP = 16
"""Lengths are multiples of it, as graphics cards like them."""


def padded(windows: Sequence[Window], device: torch.device) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Put windows side by side.

    Parameters
    ----------
    windows : sequence of Window
        One at least.
    device : torch.device
        Where the tensors shall be.

    Returns
    -------
    tuple of five Tensors
        Of shape (windows, length): pieces, shapes, and where there is text. Of shape (words,): row and column of the
        first piece of every word, in the order of the windows.
    """
    longest = -(-max(len(window.pieces) for window in windows) // _STEP) * _STEP
    pieces = np.zeros((len(windows), longest), dtype=np.int64)
    shapes = np.full((len(windows), longest), SEPARATOR)
    text = np.zeros((len(windows), longest), dtype=np.bool_)
    for row, window in enumerate(windows):
        length = len(window.pieces)
        pieces[row, :length] = window.pieces
        shapes[row, :length] = window.shapes
        text[row, :length] = True
    rows = np.repeat(np.arange(len(windows)), [len(window.first) for window in windows])
    columns = np.concatenate([window.first for window in windows])
    found = [torch.from_numpy(each).to(device, non_blocking=True) for each in (pieces, shapes, text, rows, columns)]
    return found[0], found[1], found[2], found[3], found[4]
