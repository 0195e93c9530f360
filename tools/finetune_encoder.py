"""Development tool: teaches the published sentence encoder the bot's own two questions, topic and urgency.

The published encoder tells what a message is about; it tells "I have a fever" from "no fever" poorly. Here it learns
from `data/nlu.yml` (never from `evaluation/`), with a throw-away head for each of the two labels. It needs what
`tools/export_encoder.py` needs, and takes about an hour on two cores:

    python tools/finetune_encoder.py --target /tmp/encoder
    python tools/export_encoder.py --weights /tmp/encoder
"""

from __future__ import annotations

import argparse
import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import torch
from export_encoder import MOST_TOKENS, ROOT, Sentences, source
from ruamel.yaml import YAML
from tokenizers import Tokenizer
from transformers import AutoModel

SEED = 20
EPOCHS = 4
BATCH = 32
POOL = 50  # batches that are sorted by length together, so that a batch pads little
ENCODER_RATE = 8e-5
HEAD_RATE = 1e-3
SCALE = 10.0  # what the unit vectors are multiplied by before the heads
SMOOTHING = 0.05
DROPPED_MARKS = 0.15  # the share of messages that lose their capitals and punctuation in an epoch
IGNORED = -100


class Example(NamedTuple):
    """A message as token ids, with its topic and urgency as numbers (`IGNORED` where it has none)."""

    ids: list[int]
    plain: list[int]
    topic: int
    urgency: int


def rows(path: Path) -> Iterator[tuple[str, str, str | None]]:
    """Yield text, topic and urgency of each example of Rasa's training data."""
    for block in YAML(typ="safe").load(path.read_text(encoding="utf-8"))["nlu"]:
        for line in str(block.get("examples", "")).splitlines():
            if line.startswith("- "):
                yield line[2:], block["intent"], (block.get("metadata") or {}).get("urgency")


def examples(path: Path, tokenizer: Tokenizer) -> tuple[list[Example], int, int]:
    """Return the examples and how many topics and urgencies there are."""
    found = list(rows(path))
    topics = {topic: number for number, topic in enumerate(sorted({topic for _, topic, _ in found}))}
    levels = {level: number for number, level in enumerate(sorted({u for _, _, u in found if u}))}
    read = [
        Example(
            tokenizer.encode(text).ids,
            tokenizer.encode("".join(c for c in text.lower() if c.isalnum() or c.isspace())).ids,
            topics[topic],
            levels[urgency] if urgency else IGNORED,
        )
        for text, topic, urgency in found
    ]
    return read, len(topics), len(levels)


def batches(data: list[Example], chance: random.Random) -> Iterator[list[Example]]:
    """Yield batches of messages of like length, in random order."""
    order = chance.sample(data, len(data))
    size = BATCH * POOL
    for start in range(0, len(order), size):
        pool = sorted(order[start : start + size], key=lambda example: len(example.ids))
        cut = [pool[at : at + BATCH] for at in range(0, len(pool), BATCH)]
        chance.shuffle(cut)
        yield from cut


def tensors(batch: list[Example], chance: random.Random) -> tuple[torch.Tensor, ...]:
    """Return token ids, mask, topics and urgencies of a batch."""
    ids = [e.plain if len(e.plain) > 2 and chance.random() < DROPPED_MARKS else e.ids for e in batch]
    longest = max(map(len, ids))
    padded = torch.tensor([row + [0] * (longest - len(row)) for row in ids])
    return (
        padded,
        (torch.arange(longest)[None] < torch.tensor(list(map(len, ids)))[:, None]).long(),
        torch.tensor([e.topic for e in batch]),
        torch.tensor([e.urgency for e in batch]),
    )


def train(encoder: Sentences, data: list[Example], topics: int, levels: int, epochs: int) -> None:
    """Train the encoder in place.

    Rare urgencies weigh more, so that a report is worth as much as the many questions.
    """
    chance = random.Random(SEED)
    counts = torch.bincount(torch.tensor([e.urgency for e in data if e.urgency != IGNORED]), minlength=levels)
    weight = (counts.sum() / (levels * counts)).sqrt()
    heads = torch.nn.ModuleList([torch.nn.Linear(384, topics), torch.nn.Linear(384, levels)])
    optimiser = torch.optim.AdamW(
        [
            {"params": encoder.parameters(), "lr": ENCODER_RATE},
            {"params": heads.parameters(), "lr": HEAD_RATE},
        ],
        weight_decay=0.01,
    )
    steps = epochs * -(-len(data) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser,
        [ENCODER_RATE, HEAD_RATE],
        total_steps=steps + epochs,
        pct_start=0.1,
        anneal_strategy="linear",
    )
    by_topic = torch.nn.CrossEntropyLoss(label_smoothing=SMOOTHING)
    by_level = torch.nn.CrossEntropyLoss(weight=weight, label_smoothing=SMOOTHING, ignore_index=IGNORED)
    encoder.train()
    for epoch in range(epochs):
        start, total, done = time.time(), 0.0, 0
        for batch in batches(data, chance):
            ids, mask, topic, level = tensors(batch, chance)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                vectors = encoder(ids, mask)
            vectors = vectors.float() * SCALE
            loss = by_topic(heads[0](vectors), topic) + by_level(heads[1](vectors), level)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total, done = total + float(loss.detach()), done + 1
            if done % 50 == 0:
                print(f"  {done}: loss {total / done:.3f}, {time.time() - start:.0f} s", flush=True)
        print(
            f"epoch {epoch + 1} of {epochs}: loss {total / done:.3f}, {time.time() - start:.0f} s", flush=True
        )
    encoder.eval()


def main() -> None:
    """Train and write the weights in the published model's own format."""
    parser = argparse.ArgumentParser(description="Fine-tune the sentence encoder on data/nlu.yml.")
    parser.add_argument("--target", type=Path, required=True, help="the folder to write")
    parser.add_argument("--data", type=Path, default=ROOT / "data" / "nlu.yml")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    options = parser.parse_args()
    torch.manual_seed(SEED)
    folder = source()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(MOST_TOKENS)
    tokenizer.no_padding()
    data, topics, levels = examples(options.data, tokenizer)
    encoder = Sentences(AutoModel.from_pretrained(folder, attn_implementation="eager"))
    train(encoder, data, topics, levels, options.epochs)
    shutil.copytree(folder, options.target, dirs_exist_ok=True)
    encoder.transformer.save_pretrained(options.target)


if __name__ == "__main__":
    main()
