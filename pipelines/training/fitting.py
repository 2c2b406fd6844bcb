"""The loop that fits a network's weights to batches of examples."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import TypeVar

import torch
from torch import Tensor, nn

from pipelines.training.marking import Log
from pipelines.training.network import Dropout

_NEW_RATE = 5
"""How much faster learns what is new."""
_WARM = 0.1
_DECAY = 0.01
_AVERAGE = 0.998
_SHARES = 2
"""Parts of a batch that processors work on side by side; the result does not depend on their number."""
_SPREAD = 30
"""Word pieces by which lengths in a batch may differ by chance."""

Example = TypeVar("Example")
Loss = Callable[[Sequence[Example], Dropout], Tensor]
"""Mean loss of examples, on the device where the network is."""


def device() -> torch.device:
    """Where to train: on a graphics card if there is one."""
    if not torch.cuda.is_available():
        return torch.device("cpu")
    torch.backends.cuda.enable_cudnn_sdp(enabled=False)  # it makes a plan for every new length of texts
    return torch.device("cuda")


def batches(lengths: Sequence[int], most: int, order: Random) -> list[list[int]]:
    """Divide examples among batches of like length, in chance order.

    Parameters
    ----------
    lengths : sequence of int
        Word pieces of each example.
    most : int
        Word pieces in a batch, padding included.
    order : Random
        The source of chance.

    Returns
    -------
    list of list of int
        Positions of examples.

    Examples
    --------
    >>> sorted(sum(batches([5, 6, 5], 12, Random(0)), []))
    [0, 1, 2]
    """
    found: list[list[int]] = [[]]
    for index in sorted(range(len(lengths)), key=lambda index: lengths[index] + order.random() * _SPREAD):
        longest = max(lengths[index], *(lengths[other] for other in found[-1]), 0)
        if found[-1] and (len(found[-1]) + 1) * longest > most:
            found.append([])
        found[-1].append(index)
    order.shuffle(found)
    return [each for each in found if each]


def fit(  # noqa: PLR0913
    network: nn.Module,
    examples: Sequence[Example],
    passes: Iterable[Sequence[Sequence[int]]],
    loss: Loss[Example],
    *,
    new: Iterable[nn.Module],
    rate: float,
    dropouts: Sequence[Dropout],
    log: Log,
) -> None:
    """Fit weights by AdamW, and leave their moving average.

    Parameters
    ----------
    network : Module
        On the device that trains; what asks for no gradient stays.
    examples : sequence
        What the batches are of.
    passes : iterable of sequence of sequence of int
        The batches of each pass, as positions of examples.
    loss : callable
        Gives the mean loss of examples.
    new : iterable of Module
        Its parts that know nothing yet and learn faster.
    rate : float
        Learning rate at its height; it rises over a tenth of the steps, and falls to nothing.
    dropouts : sequence of Dropout
        One for each of the parts that a batch is worked on in.
    log : callable
        Takes a line after each pass.
    """
    weights = [each for each in network.parameters() if each.requires_grad]
    fresh = {id(each) for part in new for each in part.parameters()}
    optimizer = torch.optim.AdamW(
        [
            {"params": [each for each in weights if id(each) not in fresh], "lr": rate},
            {"params": [each for each in weights if id(each) in fresh], "lr": rate * _NEW_RATE},
        ],
        weight_decay=_DECAY,
        fused=weights[0].is_cuda,
    )
    planned = list(passes)
    total = sum(map(len, planned))
    warm = max(1.0, total * _WARM)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.0, (total - step) / max(1.0, total - warm)))
    )
    averages, step, threads = [each.detach().clone() for each in weights], 0, torch.get_num_threads()
    torch.set_num_threads(1)
    with ThreadPoolExecutor(len(dropouts)) as pool:
        for number, chosen in enumerate(planned, 1):
            losses = torch.zeros((), device=weights[0].device)
            for batch in chosen:
                losses += _step(pool, [examples[index] for index in batch], loss, weights, dropouts)
                torch.nn.utils.clip_grad_norm_(weights, 1.0)
                optimizer.step()
                schedule.step()
                step += 1
                keep = min(_AVERAGE, (1 + step) / (10 + step))
                with torch.no_grad():
                    for average, weight in zip(averages, weights, strict=True):
                        average.lerp_(weight, 1 - keep)
            log(f"pass {number} of {len(planned)}: loss {losses.item() / max(1, len(chosen)):.4f}")
    torch.set_num_threads(threads)
    with torch.no_grad():
        for average, weight in zip(averages, weights, strict=True):
            weight.copy_(average)


def dropouts(seed: int, where: torch.device) -> list[Dropout]:
    """Sources of chance for the parts of a batch: on processors several, on a graphics card one."""
    count = _SHARES if where.type == "cpu" else 1
    return [Dropout(seed * _SHARES + share, where) for share in range(count)]


def _step(
    pool: ThreadPoolExecutor,
    batch: Sequence[Example],
    loss: Loss[Example],
    weights: Sequence[Tensor],
    dropouts: Sequence[Dropout],
) -> Tensor:
    """Set the gradients of a batch's loss, and give it."""
    shares = [batch[share :: len(dropouts)] for share in range(len(dropouts))]

    def work(share: int) -> tuple[Tensor, Sequence[Tensor]]:
        with torch.autocast("cuda", torch.bfloat16, enabled=weights[0].is_cuda):
            result = loss(shares[share], dropouts[share]) * (len(shares[share]) / len(batch))
        return result.detach(), torch.autograd.grad(result, weights, allow_unused=True)

    results = list(pool.map(work, [share for share in range(len(shares)) if shares[share]]))
    for weight, *gradients in zip(weights, *(gradients for _, gradients in results), strict=True):
        told = [each for each in gradients if each is not None]
        weight.grad = sum(told[1:], told[0]) if told else None
    return sum((each for each, _ in results), torch.zeros((), device=weights[0].device))
