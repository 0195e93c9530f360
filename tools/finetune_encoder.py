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
from export_encoder import ROOT, Sentences, source, tokenizer
from ruamel.yaml import YAML
from tokenizers import Tokenizer
from transformers import AutoModel

SEEDS = (20, 21)  # one training each; the weights are averaged, which generalises better than either
EPOCHS = 4
BATCH = 32
POOL = 50  # batches that are sorted by length together, so that a batch pads little
ENCODER_RATE = 8e-5
HEAD_RATE = 1e-3
SCALE = 10.0  # what the unit vectors are multiplied by before the heads
SMOOTHING = 0.05
WORN = 0.3  # the share of messages that are read as if typed in haste: without marks, or with slips of the finger
IGNORED = -100


class Example(NamedTuple):
    """A message with its topic and urgency as numbers (`IGNORED` where it has none)."""

    text: str
    topic: int
    urgency: int


def rows(path: Path) -> Iterator[tuple[str, str, str | None]]:
    """Yield text, topic and urgency of each example of Rasa's training data."""
    for block in YAML(typ="safe").load(path.read_text(encoding="utf-8"))["nlu"]:
        for line in str(block.get("examples", "")).splitlines():
            if line.startswith("- "):
                yield line[2:], block["intent"], (block.get("metadata") or {}).get("urgency")


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


def examples(path: Path) -> tuple[list[Example], int, int]:
    """Return the examples and how many topics and urgencies there are."""
    found = list(rows(path))
    topics = {topic: number for number, topic in enumerate(sorted({topic for _, topic, _ in found}))}
    levels = {level: number for number, level in enumerate(sorted({u for _, _, u in found if u}))}
    read = [
        Example(text, topics[topic], levels[urgency] if urgency else IGNORED)
        for text, topic, urgency in found
    ]
    return read, len(topics), len(levels)


def batches(data: list[Example], chance: random.Random) -> Iterator[list[Example]]:
    """Yield batches of messages of like length, in random order."""
    order = chance.sample(data, len(data))
    size = BATCH * POOL
    for start in range(0, len(order), size):
        pool = sorted(order[start : start + size], key=lambda example: len(example.text))
        cut = [pool[at : at + BATCH] for at in range(0, len(pool), BATCH)]
        chance.shuffle(cut)
        yield from cut


def tensors(batch: list[Example], words: Tokenizer, chance: random.Random) -> tuple[torch.Tensor, ...]:
    """Return token ids, mask, topics and urgencies of a batch."""
    texts = [worn(example.text, chance) if chance.random() < WORN else example.text for example in batch]
    encodings = words.encode_batch(texts)
    return (
        torch.tensor([encoding.ids for encoding in encodings]),
        torch.tensor([encoding.attention_mask for encoding in encodings]),
        torch.tensor([example.topic for example in batch]),
        torch.tensor([example.urgency for example in batch]),
    )


def train(
    encoder: Sentences,
    words: Tokenizer,
    data: list[Example],
    topics: int,
    levels: int,
    *,
    epochs: int,
    seed: int,
) -> None:
    """Train the encoder in place.

    Rare urgencies weigh more, so that a report is worth as much as the many questions.
    """
    chance = random.Random(seed)
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
            ids, mask, topic, level = tensors(batch, words, chance)
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


def fine_tuned(
    folder: Path, data: list[Example], topics: int, levels: int, *, epochs: int, seed: int
) -> Sentences:
    """Return the published encoder, trained further."""
    torch.manual_seed(seed)
    encoder = Sentences(AutoModel.from_pretrained(folder, attn_implementation="eager"))
    train(encoder, tokenizer(folder), data, topics, levels, epochs=epochs, seed=seed)
    return encoder


def average(encoders: list[Sentences]) -> Sentences:
    """Return the encoder whose weights are the means of the others'."""
    states = [encoder.state_dict() for encoder in encoders]
    mean = {
        name: torch.stack([state[name].float() for state in states]).mean(0).to(value.dtype)
        for name, value in states[0].items()
    }
    encoders[0].load_state_dict(mean)
    return encoders[0]


def main() -> None:
    """Train and write the weights in the published model's own format."""
    parser = argparse.ArgumentParser(description="Fine-tune the sentence encoder on data/nlu.yml.")
    parser.add_argument("--target", type=Path, required=True, help="the folder to write")
    parser.add_argument("--data", type=Path, default=ROOT / "data" / "nlu.yml")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    options = parser.parse_args()
    folder = source()
    data, topics, levels = examples(options.data)
    encoder = average(
        [fine_tuned(folder, data, topics, levels, epochs=options.epochs, seed=seed) for seed in SEEDS]
    )
    shutil.copytree(folder, options.target, dirs_exist_ok=True)
    encoder.transformer.save_pretrained(options.target)


if __name__ == "__main__":
    main()
