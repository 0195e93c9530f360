"""Development tool: writes the weights of an encoder that the bot ships in PyTorch's form, to train them further.

It needs what `tools/export_encoder.py` needs:

    python tools/restore_encoder.py minilm --target /tmp/shipped
    python tools/finetune_encoder.py minilm --source /tmp/shipped --epochs 1 --target /tmp/encoder

What the integers rounded away stays away.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from encoders import BASES, Base, load, save, source
from onnx import numpy_helper

PREFIX = "transformer."


def weights(base: Base, model: onnx.ModelProto) -> Iterator[tuple[str, np.ndarray]]:
    """Yield name and values of each weight of a model that `tools/export_encoder.py` wrote."""
    kept = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    for name, values in kept.items():
        whole = name.endswith((".bias", "LayerNorm.weight", "relative_attention_bias.weight"))
        if name.startswith("projection.") or (name.startswith(PREFIX) and whole):
            yield name, values
    for table in base.embeddings:
        name = f"{PREFIX}embeddings.{table}.weight"
        yield name, kept[f"{name}.int8"].astype(np.float32) * kept[f"{name}.scales"]
    products = [node for node in model.graph.node if node.op_type == "MatMulNBits"]
    for name, node in zip(base.layer_matrices, products, strict=True):
        integers = kept[node.input[1]]
        if base.bits == 4:
            integers = np.stack([integers & 15, integers >> 4], axis=-1).reshape(*integers.shape[:2], -1)
        scales = kept[node.input[2]].reshape(*integers.shape[:2], 1)
        values = (integers.astype(np.float32) - 2 ** (base.bits - 1)) * scales
        yield f"{PREFIX}{name}.weight", values.reshape(len(values), -1)


def main() -> None:
    """Write the weights as `tools/finetune_encoder.py` reads them, beside the published tokenizer."""
    parser = argparse.ArgumentParser(description="Write a shipped encoder's weights in PyTorch's form.")
    parser.add_argument("encoder", choices=BASES, help="which of the two")
    parser.add_argument("--target", type=Path, required=True, help="the folder to write")
    options = parser.parse_args()
    base: Base = BASES[options.encoder]
    published = source(base)
    encoder = load(base, published)
    state = encoder.state_dict()
    for name, values in weights(base, onnx.load(base.target / "encoder.onnx")):
        # The bot's positions end where its messages are cut; the others are never read.
        state[name][: len(values)] = torch.from_numpy(values.copy())
    encoder.load_state_dict(state)
    save(base, encoder, published / "tokenizer.json", options.target)


if __name__ == "__main__":
    main()
