"""Development tool: writes the weights of the encoder that the bot ships in PyTorch's form, to train them further.

It needs what `tools/export_encoder.py` needs:

    python tools/restore_encoder.py --target /tmp/shipped
    python tools/finetune_encoder.py --source /tmp/shipped --epochs 1 --target /tmp/encoder

What the 8-bit integers rounded away stays away: the cosine of a vector before and after is above 0.999.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from export_encoder import TARGET, source
from onnx import numpy_helper
from transformers import AutoModel

EMBEDDINGS = ("word_embeddings", "position_embeddings", "token_type_embeddings")
PREFIX = "transformer."
# Of each layer, in the order in which they are computed.
MATRICES = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


def weights(model: onnx.ModelProto) -> Iterator[tuple[str, np.ndarray]]:
    """Yield name and values of each weight of a model that `tools/export_encoder.py` wrote."""
    kept = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    for name, values in kept.items():
        if name.startswith(PREFIX) and name.endswith((".bias", "LayerNorm.weight")):
            yield name.removeprefix(PREFIX), values
    for table in EMBEDDINGS:
        name = f"embeddings.{table}.weight"
        yield name, kept[f"{PREFIX}{name}.int8"].astype(np.float32) * kept[f"{PREFIX}{name}.scales"]
    products = (node for node in model.graph.node if node.op_type == "MatMulNBits")
    for number, node in enumerate(products):
        layer, place = divmod(number, len(MATRICES))
        blocks = kept[node.input[1]].astype(np.float32) - 128
        scales = kept[node.input[2]].reshape(*blocks.shape[:2], 1)
        yield f"encoder.layer.{layer}.{MATRICES[place]}.weight", (blocks * scales).reshape(len(blocks), -1)


def main() -> None:
    """Write the weights in the published model's own format, beside the published tokenizer."""
    parser = argparse.ArgumentParser(description="Write the shipped encoder's weights in PyTorch's form.")
    parser.add_argument("--target", type=Path, required=True, help="the folder to write")
    options = parser.parse_args()
    folder = source()
    transformer = AutoModel.from_pretrained(folder)
    state = transformer.state_dict()
    for name, values in weights(onnx.load(TARGET / "encoder.onnx")):
        # The bot's positions end where its messages are cut; the others are never read.
        state[name][: len(values)] = torch.from_numpy(values.copy())
    transformer.load_state_dict(state)
    shutil.copytree(folder, options.target, dirs_exist_ok=True)
    transformer.save_pretrained(options.target)


if __name__ == "__main__":
    main()
