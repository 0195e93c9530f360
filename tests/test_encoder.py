"""The sentence encoders: near in meaning is near in space, the same each time, and never a damaged file."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.clauses import CLAUSES, ClauseSplitter
from bot.nlu.encoder import FOLDER, Encoder, EncoderNotLoadedError, SentenceEncoder

SENTENCES = [
    "how long will my knee be swollen",
    "Is there any chance the cells turn into cancer?",
    "can i speak to a nurse",
    "thanks",
    "what happens if my body attacks the donor cells, and does it matter whose they are " * 4,
]


@pytest.fixture(scope="module", params=["minilm", "mpnet"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def encoder(name: str) -> Encoder:
    return Encoder(FOLDER / name)


@pytest.fixture(autouse=True)
def memory(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("RASA_CACHE_DIRECTORY", str(folder))
    return folder / "minilm.npz"


def component(tmp_path: Path, **config: object) -> SentenceEncoder:
    return SentenceEncoder.create(
        {**SentenceEncoder.get_default_config(), **config},
        LocalModelStorage(tmp_path),
        Resource("encoder"),
        ExecutionContext(GraphSchema({}), node_name="encoder"),
    )


@pytest.mark.parametrize(
    ("question", "reworded", "other"),
    [
        (
            "Could the cells grow into a tumour?",
            "is there a chance i get cancer from this",
            "what are your hours",
        ),
        (
            "will my body reject them",
            "can the immune system attack donor cells",
            "how do i keep the wound clean",
        ),
        ("my knee is puffy", "there is swelling round the joint", "who pays for the treatment"),
        ("who wrote this", "where does your information come from", "who should not have the treatment"),
    ],
)
def test_a_question_is_nearer_to_its_rewording_than_to_another(
    encoder: Encoder, question: str, reworded: str, other: str
) -> None:
    asked, same, different = encoder.encode([question, reworded, other])
    assert asked @ same > asked @ different + 0.1


@pytest.mark.parametrize(
    ("touched", "apart"),
    [
        ("🚑my dad collapsed🚑", "🚑 my dad collapsed 🚑"),
        ("my dad😭collapsed", "my dad 😭 collapsed"),
        ("☎️my dad collapsed", "☎️ my dad collapsed"),
    ],
)
def test_a_word_that_an_emoji_touches_is_read_all_the_same(
    encoder: Encoder, touched: str, apart: str
) -> None:
    one, other = encoder.encode([touched, apart])
    np.testing.assert_allclose(one, other, atol=1e-5)


def test_the_same_text_has_the_same_vector_whenever_the_encoder_is_loaded(
    encoder: Encoder, name: str
) -> None:
    assert np.array_equal(encoder.encode(SENTENCES), Encoder(FOLDER / name).encode(SENTENCES))


def test_a_text_has_the_same_vector_alone_and_in_a_batch(encoder: Encoder) -> None:
    alone = np.concatenate([encoder.encode([text]) for text in SENTENCES])
    np.testing.assert_allclose(encoder.encode(SENTENCES), alone, atol=1e-5)


def test_vectors_come_in_the_order_of_their_texts_beyond_one_batch(encoder: Encoder) -> None:
    texts = [f"{'very ' * (number % 7)}sore number {number}" for number in range(150)]
    vectors = encoder.encode(texts)
    for index in (0, 6, 63, 64, 149):
        np.testing.assert_allclose(vectors[index], encoder.encode([texts[index]])[0], atol=1e-5)


@pytest.mark.parametrize(
    "text", ["", " ", "😷🤢", "a" * 5000, "sore " * 1000, "\ud83d", "\x00", "ما هي الخلايا الجذعية"]
)
def test_any_text_has_a_vector_of_length_one(encoder: Encoder, text: str) -> None:
    assert np.linalg.norm(encoder.encode([text])[0]) == pytest.approx(1, abs=1e-4)


@settings(max_examples=50, deadline=None)
@given(text=st.text(alphabet=st.characters(), max_size=300))
def test_no_text_breaks_the_encoder(encoder: Encoder, text: str) -> None:
    assert np.isfinite(encoder.encode([text])).all()


def test_no_texts_have_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimensions)


@pytest.mark.parametrize("file", ["encoder.onnx", "tokenizer.json"])
def test_a_damaged_file_is_refused_by_name(tmp_path: Path, file: str) -> None:
    folder = Path(shutil.copytree(FOLDER / "mpnet", tmp_path / "mpnet"))
    content = bytearray((folder / file).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / file).write_bytes(content)
    with pytest.raises(EncoderNotLoadedError, match=rf"{file} is damaged.*restore"):
        Encoder(folder)


@pytest.mark.parametrize("file", ["encoder.onnx", "tokenizer.json", "SHA256SUMS"])
def test_a_missing_file_is_refused_by_name(tmp_path: Path, file: str) -> None:
    folder = Path(shutil.copytree(FOLDER / "mpnet", tmp_path / "mpnet"))
    (folder / file).unlink()
    with pytest.raises(EncoderNotLoadedError, match=rf"{file}.*restore"):
        Encoder(folder)


def test_a_file_without_a_checksum_is_refused(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FOLDER / "mpnet", tmp_path / "mpnet"))
    (folder / "SHA256SUMS").write_text("nothing of the kind\n")
    with pytest.raises(EncoderNotLoadedError, match=r"tokenizer.json is damaged.*restore"):
        Encoder(folder)


def test_a_message_and_its_clauses_get_their_vectors(tmp_path: Path, encoder: Encoder, name: str) -> None:
    text = "How long does the swelling last? And could it be cancer?"
    [message] = ClauseSplitter().process([Message({TEXT: text})])
    component(tmp_path, encoder=name).process([message])
    expected = encoder.encode([text, *(clause.get(TEXT) for clause in message.get(CLAUSES))])
    found = [part.get_dense_features(TEXT)[1].features[0] for part in (message, *message.get(CLAUSES))]
    assert len(found) == 3
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_a_training_example_gets_the_vector_that_the_same_message_gets(tmp_path: Path) -> None:
    featurizer = component(tmp_path, scale=2.0)
    examples = [Message({TEXT: text}) for text in SENTENCES]
    featurizer.process_training_data(TrainingData(examples))
    [message] = featurizer.process([Message({TEXT: SENTENCES[0]})])
    trained = examples[0].get_dense_features(TEXT)[1].features
    assert trained.shape == (1, 384)
    assert trained.dtype == np.float32
    np.testing.assert_allclose(trained, message.get_dense_features(TEXT)[1].features, atol=5e-3)


def test_the_scale_is_the_vectors_length(tmp_path: Path) -> None:
    [message] = component(tmp_path, scale=2.5).process([Message({TEXT: "sore"})])
    length = np.linalg.norm(message.get_dense_features(TEXT)[1].features)
    assert length == pytest.approx(2.5, abs=1e-3)


def test_a_message_without_text_passes_by(tmp_path: Path) -> None:
    message = Message({TEXT: ""})
    assert component(tmp_path).process([message]) == [message]
    assert message.features == []


@pytest.mark.parametrize("wrong", [{"scale": 0}, {"scale": -1.0}, {"encoder": "bert"}])
def test_a_setting_that_makes_no_sense_is_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidConfigException, match=next(iter(wrong))):
        component(tmp_path, **wrong)


def test_a_trained_model_holds_no_copy_of_the_encoder(tmp_path: Path) -> None:
    component(tmp_path).process_training_data(TrainingData([Message({TEXT: "sore"})]))
    assert list(tmp_path.rglob("*")) == []


def test_training_remembers_its_vectors_in_rasas_cache(tmp_path: Path, memory: Path) -> None:
    component(tmp_path).process_training_data(TrainingData([Message({TEXT: "sore as nobody wrote it"})]))
    assert memory.is_file()


@pytest.fixture(scope="module")
def examples() -> list[str]:
    return [example.get(TEXT) for example in load_data("data/nlu.yml").training_examples]


def test_most_examples_vectors_come_with_the_encoder(
    tmp_path: Path, encoder: Encoder, examples: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        encoder,
        "encode",
        lambda texts: asked.extend(texts) or np.zeros((len(texts), encoder.dimensions), np.float32),
    )
    encoder.remembered(tmp_path / "vectors.npz").encode(examples)
    assert len(asked) < len(examples) / 10, "run tools/remember_examples.py"


def test_a_vector_that_came_with_the_encoder_is_the_one_it_gives(
    tmp_path: Path, encoder: Encoder, examples: list[str]
) -> None:
    some = examples[::1000]
    known = encoder.remembered(tmp_path / "vectors.npz").encode(some)
    cosines = (known * encoder.encode(some)).sum(1)
    assert cosines.min() > 0.99


def test_a_damaged_file_of_vectors_stops_the_training(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FOLDER / "mpnet", tmp_path / "mpnet"))
    (folder / "vectors.npz").write_bytes(b"half a file")
    with pytest.raises(EncoderNotLoadedError, match=r"vectors.npz is damaged.*restore"):
        Encoder(folder).remembered(tmp_path / "vectors.npz")
