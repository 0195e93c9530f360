"""A Rasa featurizer: what a message means, as the vector of a small sentence encoder that is never trained here."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from rasa.engine.caching import CACHE_LOCATION_ENV, DEFAULT_CACHE_LOCATION
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.exceptions import InvalidConfigException, RasaException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from tokenizers import Tokenizer

from bot.nlu.bare import BARE
from bot.nlu.clauses import with_clauses
from bot.nlu.mending import MENDED
from bot.nlu.remembered import Encode, Remembered

FOLDER = Path(__file__).parent

_SUMS = "SHA256SUMS"
_MODEL = "encoder.onnx"
_TOKENIZER = "tokenizer.json"
_KNOWN = "vectors.npz"
_BATCH = 16


class EncoderNotLoadedError(RasaException):
    """The sentence encoder's files are missing or damaged; they must be restored."""


class Encoder:
    """A sentence encoder on ONNX Runtime: a text's first 128 tokens to a vector of length 1.

    `name` tells it from an encoder of other files; `dimensions` is how many numbers a vector has.
    """

    def __init__(self, folder: Path) -> None:
        """Load the encoder in `folder`.

        Raises:
            EncoderNotLoadedError: a file is missing or differs from its checksum; the message says what to do.
        """
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        tokenizer, model = _checked(folder, _TOKENIZER), _checked(folder, _MODEL)
        self._tokenizer = Tokenizer.from_str(tokenizer.decode("utf-8"))
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self._folder = folder
        self.dimensions = int(self._session.get_outputs()[0].shape[1])
        self.name = hashlib.sha256(tokenizer + model).hexdigest()

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return a vector of length 1 for each text, in order: (texts, dimensions), float32."""
        whole = [_apart(text) for text in texts]
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda index: len(whole[index]))
        batches = [by_length[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]

        def encode(batch: list[int]) -> None:
            encodings = self._tokenizer.encode_batch([whole[index] for index in batch])
            inputs = {
                "input_ids": np.array([encoding.ids for encoding in encodings], dtype=np.int64),
                "attention_mask": np.array(
                    [encoding.attention_mask for encoding in encodings], dtype=np.int64
                ),
            }
            vectors[batch] = self._session.run(None, inputs)[0]

        if len(batches) == 1:
            encode(batches[0])
        elif batches:
            # The session itself runs on one core, which is all that a message needs; training has all of them.
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                list(pool.map(encode, batches))
        return vectors

    def remembered(self, memory: Path) -> Remembered:
        """Return the encoder with the vectors that came with it, and with a memory of others in the file `memory`.

        Raises:
            EncoderNotLoadedError: the file of vectors is missing or damaged.
        """
        return Remembered(memory, self.name, self.encode, known=_checked(self._folder, _KNOWN))


def _apart(text: str) -> str:
    """Return the text with its symbols apart: the tokenizer takes a word that an emoji touches for an unknown one."""
    # A lone surrogate is half a character, which no tokenizer takes.
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return "".join(f" {char} " if unicodedata.category(char) == "So" else char for char in whole)


def _checked(folder: Path, name: str) -> bytes:
    try:
        content = (folder / name).read_bytes()
        sums = (folder / _SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise EncoderNotLoadedError(
            f"The sentence encoder cannot be read ({error}); restore {folder} from the release or the repository."
        ) from error
    if f"{hashlib.sha256(content).hexdigest()}  {name}" not in sums:
        raise EncoderNotLoadedError(
            f"{folder / name} is damaged: it differs from its checksum in {_SUMS}; restore {folder} from the "
            "release or the repository."
        )
    return content


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(DenseFeaturizer, GraphComponent):
    """Gives each message, and each clause of one, the vector of its meaning.

    The encoder's files stay where they are installed: a trained model holds no copy of them. Config: `encoder`, the
    name of the folder beside this file that holds them; `scale`, the vectors' length, which is their weight beside
    other features in a regularised classifier; `alias`, under which a classifier's `featurizers` can ask for them.
    """

    def __init__(self, name: str, config: dict[str, Any], encoder: Encoder) -> None:
        super().__init__(name, config)
        self._encoder = encoder

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See Rasa's `GraphComponent.get_default_config`."""
        return {**DenseFeaturizer.get_default_config(), "encoder": "minilm", "scale": 1.0}

    @staticmethod
    def required_packages() -> list[str]:
        """See Rasa's `GraphComponent.required_packages`."""
        return ["onnxruntime", "tokenizers"]

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse an encoder that there is not, and a scale that is none.

        Raises:
            InvalidConfigException: no folder has the encoder's name, or the scale is not above zero.
        """
        known = sorted(sums.parent.name for sums in FOLDER.glob(f"*/{_SUMS}"))
        if config["encoder"] not in known:
            raise InvalidConfigException(
                f"config.yml: encoder: {config['encoder']!r} is none of {', '.join(known)}"
            )
        if not config["scale"] > 0:
            raise InvalidConfigException("config.yml: scale: write a number above zero, such as 1.0")

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Let another encoder mean another training: return the checksums of its files."""
        sums = FOLDER / config["encoder"] / _SUMS
        return sums.read_text(encoding="utf-8") if sums.is_file() else None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        """See Rasa's `GraphComponent.create`.

        Raises:
            EncoderNotLoadedError: the encoder's files are missing or damaged.
        """
        del model_storage, resource
        cls.validate_config(config)
        return cls(execution_context.node_name, config, Encoder(FOLDER / config["encoder"]))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Give every training example its vector; those that did not come with the encoder stay in Rasa's cache."""
        memory = Path(
            os.environ.get(CACHE_LOCATION_ENV, DEFAULT_CACHE_LOCATION), f"{self._config['encoder']}.npz"
        )
        self._add(training_data.training_examples, self._encoder.remembered(memory).encode)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Give every message, each clause of one, each mended or bare one its features: one dense row, float32."""
        parts = with_clauses(messages)
        mended = [part.get(MENDED) for part in parts if part.get(MENDED)]
        bare = [message.get(BARE) for message in messages if message.get(BARE)]
        self._add([*parts, *mended, *bare], self._encoder.encode)
        return messages

    def _add(self, messages: Sequence[Message], encode: Encode) -> None:
        readable = [message for message in messages if message.get(TEXT)]
        if not readable:
            return
        rows = encode([message.get(TEXT) for message in readable]) * np.float32(self._config["scale"])
        for message, row in zip(readable, rows, strict=True):
            self.add_features_to_message(None, row[np.newaxis], TEXT, message)
