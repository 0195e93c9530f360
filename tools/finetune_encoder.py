"""Development tool: teaches the published sentence encoder the bot's own questions: topic, urgency and aspect.

A published encoder tells what a message is about; it tells "I have a fever" from "no fever" poorly. Here it learns from
`data/nlu.yml` (never from `evaluation/`), with a throw-away head for each of the three labels, and with its weights
rounded as they will be in the bot. It needs what `tools/export_encoder.py` needs. On a GPU it takes minutes (an H100: a
minute and a half), on two cores that compute with 16 bits (AMX) over an hour, on others a day, by part of it:

    python tools/finetune_encoder.py mpnet --target /tmp/encoder
    python tools/export_encoder.py mpnet --weights /tmp/encoder

After new messages, it can go on from the encoder that the bot ships, in a fraction of the time. Each new message is
read twice, among known ones drawn by chance; what is learned counts half, what was known the other half:

    git show HEAD:data/nlu.yml > /tmp/known.yml
    python tools/restore_encoder.py mpnet --target /tmp/shipped
    python tools/finetune_encoder.py mpnet --source /tmp/shipped --known /tmp/known.yml --epochs 1 \
        --learned 0.5 --target /tmp/encoder
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import torch
from encoders import BASES, BLOCK, PROJECTION, ROOT, Base, Sentences, load, save, source, tokenizer_of
from ruamel.yaml import YAML
from tokenizers import Tokenizer
from torch.nn.utils import parametrize

SEED = 20
EPOCHS = 4
SORTED = 9_600  # messages that are sorted by length together, so that a batch pads little
PROJECTION_RATE = 2e-4
HEAD_RATE = 1e-3
REHEARSED = 14_000  # how many known messages are read among the new ones
HEADS_ON = 8_000  # messages on which the heads alone learn first: heads that know nothing would pull the encoder about
HEAD_EPOCHS = 12
HEAD_BATCH = 64
SCALE = 10.0  # what the unit vectors are multiplied by before the heads
SMOOTHING = 0.05
WORN = 0.3  # the share of messages that are read as if typed in haste: without marks, or with slips of the finger
IGNORED = -100
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
LABELS = ("topic", "urgency", "aspect")
BALANCED = ("urgency",)  # rare ones weigh more, so that a report is worth as much as the many questions


class Rounded(torch.nn.Module):
    """Rounds a matrix as `tools/export_encoder.py` does, so that the encoder learns with the weights that it will have.

    The gradient passes as if nothing were rounded (the straight-through estimator; Bengio and others, 2013).
    """

    def __init__(self, bits: int) -> None:
        super().__init__()
        self._half = 2 ** (bits - 1)

    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        """Return the weights, each block of them as whole multiples of a scale of its own."""
        with torch.no_grad():
            blocks = weight.view(-1, BLOCK)
            largest = blocks.gather(-1, blocks.abs().argmax(-1, keepdim=True))
            scales = torch.where(largest.abs() < 1e-12, 1e-12, largest) / -self._half
            whole = (blocks / scales).round_().clamp_(-self._half, self._half - 1) * scales
            change = whole.view_as(weight) - weight
        return weight + change


class Example(NamedTuple):
    """A message with its labels, in the order of `LABELS`, as numbers (`IGNORED` where it has none)."""

    text: str
    labels: tuple[int, ...]


def rows(path: Path) -> Iterator[tuple[str, tuple[str | None, ...]]]:
    """Yield text and labels of each example of Rasa's training data."""
    for block in YAML(typ="safe").load(path.read_text(encoding="utf-8"))["nlu"]:
        named = {"topic": block["intent"], **(block.get("metadata") or {})}
        for line in str(block.get("examples", "")).splitlines():
            if line.startswith("- "):
                yield line[2:], tuple(named.get(label) for label in LABELS)


def worn(text: str, chance: random.Random) -> str:
    """Return the text as if typed in haste: without punctuation, or with a slip in one of every five words."""
    if chance.random() < 0.5:
        return "".join(char for char in text if char.isalnum() or char.isspace()) or text
    words = text.split(" ")
    for place in range(len(words)):
        word = words[place]
        if len(word) > 3 and word.isalpha() and chance.random() < 0.2:
            at = chance.randrange(1, len(word) - 1)
            slips = (
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[0] + "".join(letter for letter in word[1:] if letter not in "aeiou"),
            )
            words[place] = chance.choice(slips)
    return " ".join(words)


def examples(path: Path) -> tuple[list[Example], list[int]]:
    """Return the examples and how many values each label has."""
    found = list(rows(path))
    values = [sorted({labels[place] for _, labels in found} - {None}) for place in range(len(LABELS))]
    numbers = [{value: number for number, value in enumerate(known)} for known in values]
    read = [
        Example(text, tuple(known.get(label, IGNORED) for known, label in zip(numbers, labels, strict=True)))
        for text, labels in found
    ]
    return read, [len(known) for known in values]


def rehearsal(data: list[Example], known: Path, chance: random.Random) -> list[Example]:
    """Return the messages that are not in the earlier data `known`, twice, and some of those that are."""
    old = {text for text, _ in rows(known)}
    new = [example for example in data if example.text not in old]
    before = [example for example in data if example.text in old]
    return new * 2 + chance.sample(before, min(REHEARSED, len(before)))


def batches(
    data: Sequence[Example], size: int, words: Tokenizer, chance: random.Random
) -> Iterator[list[Example]]:
    """Yield batches of `size` messages of like length in tokens, in random order."""
    order = chance.sample(data, len(data))
    for start in range(0, len(order), SORTED):
        some = order[start : start + SORTED]
        lengths = [
            sum(encoding.attention_mask) for encoding in words.encode_batch([text for text, _ in some])
        ]
        by_length = [some[place] for place in sorted(range(len(some)), key=lengths.__getitem__)]
        cut = [by_length[at : at + size] for at in range(0, len(some), size)]
        chance.shuffle(cut)
        yield from cut


def tensors(batch: list[Example], words: Tokenizer, chance: random.Random) -> tuple[torch.Tensor, ...]:
    """Return token ids, mask and labels (one column for each) of a batch."""
    texts = [worn(example.text, chance) if chance.random() < WORN else example.text for example in batch]
    encodings = words.encode_batch(texts)
    return (
        torch.tensor([encoding.ids for encoding in encodings], device=DEVICE),
        torch.tensor([encoding.attention_mask for encoding in encodings], device=DEVICE),
        torch.tensor([example.labels for example in batch]),
    )


def losses(data: list[Example], sizes: list[int]) -> list[torch.nn.CrossEntropyLoss]:
    """Return the loss of each label."""
    found = []
    for place, (label, size) in enumerate(zip(LABELS, sizes, strict=True)):
        weight = None
        if label in BALANCED:
            seen = [example.labels[place] for example in data if example.labels[place] != IGNORED]
            counts = torch.bincount(torch.tensor(seen), minlength=size)
            weight = (counts.sum() / (size * counts)).sqrt().to(DEVICE)
        found.append(torch.nn.CrossEntropyLoss(weight, label_smoothing=SMOOTHING, ignore_index=IGNORED))
    return found


def loss_of(
    vectors: torch.Tensor,
    labels: torch.Tensor,
    heads: torch.nn.ModuleList,
    each: list[torch.nn.CrossEntropyLoss],
) -> torch.Tensor:
    """Return the sum of the labels' losses; a label that no message of the batch has counts for nothing."""
    parts = [
        loss(head(vectors), column.to(DEVICE))
        for head, loss, column in zip(heads, each, labels.T, strict=True)
        if (column != IGNORED).any()
    ]
    return torch.stack(parts).sum()


def start(
    heads: torch.nn.ModuleList,
    encoder: Sentences,
    words: Tokenizer,
    data: list[Example],
    each: list[torch.nn.CrossEntropyLoss],
    chance: random.Random,
    *,
    project: bool,
) -> None:
    """Train the heads in place on the vectors as they are; `project` first lays the projection on their main axes.

    Fine-tuning keeps more of what the encoder knows where it starts from such heads (Kumar et al. 2022, LP-FT).
    """
    with torch.no_grad():
        read = []
        for batch in batches(chance.sample(data, min(HEADS_ON, len(data))), HEAD_BATCH, words, chance):
            ids, mask, labels = tensors(batch, words, chance)
            read.append((encoder.pooled(ids, mask), labels))
        pooled, labels = (torch.cat(part) for part in zip(*read, strict=True))
        if project:
            mean = pooled.mean(0)
            axes = torch.linalg.svd(pooled - mean, full_matrices=False).Vh[: len(encoder.projection.weight)]
            encoder.projection.weight.copy_(axes)
            encoder.projection.bias.copy_(-(axes @ mean))
        vectors = encoder.projected(pooled) * SCALE
    optimiser = torch.optim.AdamW(heads.parameters(), lr=HEAD_RATE * 5)
    for _ in range(HEAD_EPOCHS):
        for rows in torch.randperm(len(vectors)).split(HEAD_BATCH):
            loss = loss_of(vectors[rows], labels[rows], heads, each)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    print(f"heads alone: loss {float(loss.detach()):.3f}", flush=True)


def groups(base: Base, encoder: Sentences, heads: torch.nn.ModuleList) -> list[dict[str, object]]:
    """Return what is trained and how fast; word vectors stay as they are."""
    blocks = encoder.transformer.encoder
    found: list[dict[str, object]] = [{"params": list(heads.parameters()), "lr": HEAD_RATE}]
    for below, layer in enumerate(reversed(blocks.layer)):
        found.append({"params": list(layer.parameters()), "lr": base.rate * base.decay**below})
    shared = [value for name, value in blocks.named_parameters() if not name.startswith("layer.")]
    for values, rate in (
        (list(encoder.projection.parameters()), PROJECTION_RATE),
        (shared, base.rate * base.decay**base.layers),
    ):
        if values:
            found.append({"params": values, "lr": rate})
    return found


def train(
    base: Base,
    encoder: Sentences,
    words: Tokenizer,
    data: list[Example],
    sizes: list[int],
    *,
    epochs: int,
    project: bool,
) -> None:
    """Train the encoder in place, without dropout."""
    chance = random.Random(SEED)
    torch.manual_seed(SEED)
    each = losses(data, sizes)
    heads = torch.nn.ModuleList([torch.nn.Linear(base.dimensions, size) for size in sizes]).to(DEVICE)
    encoder.to(DEVICE)
    encoder.transformer.embeddings.requires_grad_(False)
    start(heads, encoder, words, data, each, chance, project=project)
    matrices = [encoder.transformer.get_submodule(name) for name in base.layer_matrices]
    for matrix in matrices:
        parametrize.register_parametrization(matrix, "weight", Rounded(base.bits))
    trained = groups(base, encoder, heads)
    optimiser = torch.optim.AdamW(trained, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser,
        [group["lr"] for group in trained],
        total_steps=epochs * (-(-len(data) // base.batch) + -(-len(data) // SORTED)),
        pct_start=0.06,
        anneal_strategy="linear",
        cycle_momentum=False,
    )
    # 16 bits are faster where the processor has them, and many times slower where it does not.
    short = DEVICE == "cuda" or torch.backends.cpu.get_cpu_capability().startswith("AVX512")
    for epoch in range(epochs):
        begin, total, done = time.time(), 0.0, 0
        for batch in batches(data, base.batch, words, chance):
            ids, mask, labels = tensors(batch, words, chance)
            with torch.autocast(DEVICE, dtype=torch.bfloat16, enabled=short):
                pooled = encoder.pooled(ids, mask)
            loss = loss_of(encoder.projected(pooled) * SCALE, labels, heads, each)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total, done = total + loss.detach(), done + 1
            if done % 100 == 0:
                print(f"  {done}: loss {float(total) / done:.3f}, {time.time() - begin:.0f} s", flush=True)
        seconds = time.time() - begin
        print(f"epoch {epoch + 1} of {epochs}: loss {float(total) / done:.3f}, {seconds:.0f} s", flush=True)
    for matrix in matrices:
        parametrize.remove_parametrizations(matrix, "weight")
    encoder.cpu()


def mixed(
    before: dict[str, torch.Tensor], after: dict[str, torch.Tensor], share: float
) -> dict[str, torch.Tensor]:
    """Return the weights that lie at `share` of the way from `before` to `after`."""
    return {
        name: ((1 - share) * value.float() + share * after[name].float()).to(value.dtype)
        for name, value in before.items()
    }


def main() -> None:
    """Train and write the weights in the published model's own format."""
    parser = argparse.ArgumentParser(description="Fine-tune the sentence encoder on data/nlu.yml.")
    parser.add_argument("encoder", choices=BASES, help="which of the two")
    parser.add_argument("--target", type=Path, required=True, help="the folder to write")
    parser.add_argument(
        "--source", type=Path, help="the encoder to start from; the published one if not given"
    )
    parser.add_argument("--data", type=Path, default=ROOT / "data" / "nlu.yml")
    parser.add_argument(
        "--known", type=Path, help="earlier data: learn what is not in it, among some of what is"
    )
    parser.add_argument(
        "--learned",
        type=float,
        default=1.0,
        help="the share of the new weights in the result, the rest being --source's (Wortsman et al. 2022, WiSE-FT)",
    )
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--batch", type=int, help="messages in a batch; a processor is faster with 64")
    parser.add_argument("--rate", type=float, help="the last layer's rate; a smaller batch wants a lower one")
    options = parser.parse_args()
    base: Base = BASES[options.encoder]
    base = base._replace(batch=options.batch or base.batch, rate=options.rate or base.rate)
    folder: Path = options.source or source(base)
    encoder = load(base, folder)
    before = {name: value.clone() for name, value in encoder.state_dict().items()}
    messages, sizes = examples(options.data)
    if options.known:
        messages = rehearsal(messages, options.known, random.Random(SEED))
    words = tokenizer_of(base, folder)
    project = base.projected and not (folder / PROJECTION).is_file()
    train(base, encoder, words, messages, sizes, epochs=options.epochs, project=project)
    encoder.load_state_dict(mixed(before, encoder.state_dict(), options.learned))
    save(base, encoder, folder / "tokenizer.json", options.target)


if __name__ == "__main__":
    main()
