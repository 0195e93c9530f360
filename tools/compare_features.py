"""Development tool: how well topics are told by a linear head on other features, side by side.

    python tools/compare_features.py --encoder minilm --encoder mpnet --encoder frozen=/tmp/frozen --examples 15000

Every head is the bot's own logistic regression, fitted to the same examples, drawn by chance. It is the head alone that
is measured: no mending, no doubt. An encoder's folder is as `tools/export_encoder.py` writes it.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion
from tokenizers import Tokenizer

from bot import yamlfile
from bot.check.examples import NLU, examples
from bot.evaluation.cross_validation import load_pipeline
from bot.evaluation.labelled import held_out_files, load_labelled
from bot.nlu.encoder import FOLDER, Encoder
from bot.nlu.head import LinearHead, product
from bot.nlu.ngrams import NgramHead

ROOT = Path(__file__).parents[1]
SEED = 5
FILES = ("topics_held_out.jsonl", "topics_tuned.jsonl", "questions_held_out.jsonl", "people_held_out.jsonl")
RARE = 1e-3
"""Words that make up more than this share of all count for less in a static vector (SIF; Arora and others, 2017)."""

Features = np.ndarray | sparse.spmatrix


def ngrams(train: Sequence[str], asked: Sequence[str]) -> tuple[Features, Features]:
    """Return TF-IDF of words and word pairs, and of two to five letters within words."""
    union = FeatureUnion(
        [
            ("words", TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)),
            ("letters", TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True)),
        ]
    )
    return union.fit_transform(train), union.transform(asked)


def static(folder: Path, train: Sequence[str], asked: Sequence[str]) -> tuple[Features, Features]:
    """Return the weighted mean of a vector a word piece, the encoder's for that piece alone, as Model2Vec has it."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    pieces = [tokenizer.encode(text, add_special_tokens=False).ids for text in (*train, *asked)]
    counts = Counter(piece for message in pieces[: len(train)] for piece in message)
    known = sorted({piece for message in pieces for piece in message})
    vectors = Encoder(folder).encode([tokenizer.id_to_token(piece).removeprefix("##") for piece in known])
    total = counts.total()
    weight = {piece: RARE / (RARE + counts[piece] / total) for piece in known}
    place = {piece: row for row, piece in enumerate(known)}
    rows = np.zeros((len(pieces), vectors.shape[1]), dtype=np.float32)
    for row, message in zip(rows, pieces, strict=True):
        for piece in message:
            row += weight[piece] * vectors[place[piece]]
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return rows[: len(train)], rows[len(train) :]


def probabilities(train: Features, labels: Sequence[str], asked: Features) -> np.ndarray:
    """Return the probability of each label for each message that is asked, by the bot's own head."""
    head = LinearHead.fit(train, labels, C=load_pipeline(ROOT).inverse_regularisation)
    return head.probabilities(asked)


def variants(
    encoders: dict[str, Path], train: Sequence[str], labels: Sequence[str], asked: Sequence[str]
) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the name of each kind of features and the probabilities that a head on it gives."""
    share = load_pipeline(ROOT).ngrams
    grams = ngrams(train, asked)
    by_grams = probabilities(grams[0], labels, grams[1])
    yield "n-grams", by_grams
    by_the_bots = NgramHead.fit(train, labels).probabilities(asked)
    yield "n-grams, the bot's own head", by_the_bots
    beside: list[tuple[np.ndarray, np.ndarray]] = []
    for name, folder in encoders.items():
        encoder = Encoder(folder)
        vectors = encoder.encode(train), encoder.encode(asked)
        beside.append(vectors)
        alone = probabilities(vectors[0], labels, vectors[1])
        yield name, alone
        both = [
            sparse.hstack([sparse.csr_matrix(dense), some]).tocsr()
            for dense, some in zip(vectors, grams, strict=True)
        ]
        yield f"{name}, with n-grams", probabilities(both[0], labels, both[1])
        yield f"{name} and n-grams, mean of two heads", (alone + by_grams) / 2
        yield f"{name} and n-grams, multiplied as the bot does", product(alone, by_the_bots, share)
        pieces = static(folder, train, asked)
        yield f"static vectors of {name}", probabilities(pieces[0], labels, pieces[1])
    if len(beside) > 1:
        together = [np.concatenate(parts, axis=1) for parts in zip(*beside, strict=True)]
        alone = probabilities(together[0], labels, together[1])
        yield f"{' and '.join(encoders)}", alone
        yield f"{' and '.join(encoders)} and n-grams, multiplied", product(alone, by_the_bots, share)


def main() -> None:
    """Print the share of messages whose likeliest topic is right, for each kind of features and each file."""
    parser = argparse.ArgumentParser(description="Compare what a topic's head can stand on.")
    parser.add_argument(
        "--encoder", action="append", required=True, help="minilm, mpnet, or NAME=FOLDER; may be repeated"
    )
    parser.add_argument("--examples", type=int, default=15_000, help="how many to train on")
    options = parser.parse_args()
    encoders = {
        name: Path(folder) if folder else FOLDER / name
        for name, _, folder in (e.partition("=") for e in options.encoder)
    }

    rows = [row for row in examples(yamlfile.read(ROOT / NLU)) if row.text]
    rows = random.Random(SEED).sample(rows, min(options.examples, len(rows)))
    asked = [
        message
        for path in held_out_files(ROOT)
        if path.name in FILES
        for message in load_labelled(path, ROOT)
    ]
    labels = [row.topic for row in rows]
    names = np.unique(labels)
    total = Counter(Path(message.file).name for message in asked)
    print(f"{len(rows):,} examples")
    for kind, found in variants(
        encoders, [row.text for row in rows], labels, [message.turns[0] for message in asked]
    ):
        right = Counter()
        for message, likeliest in zip(asked, names[found.argmax(axis=1)], strict=True):
            right[Path(message.file).name] += likeliest in message.expected[0].topics
        told = ", ".join(
            f"{file} {100 * right[file] / total[file]:.1f} % ({right[file]}/{total[file]})" for file in total
        )
        print(f"{kind}: {told}", flush=True)


if __name__ == "__main__":
    main()
