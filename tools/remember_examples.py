"""Development tool: writes the vectors of data/nlu.yml beside each encoder, so that no training has to encode them.

To be run in the bot's own environment after `tools/export_encoder.py`, and after large changes in data/nlu.yml:

    .venv/bin/python tools/remember_examples.py
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.loading import load_data

from bot.nlu.encoder import FOLDER, Encoder
from bot.nlu.remembered import Remembered

ROOT = Path(__file__).resolve().parent.parent
NAME = "vectors.npz"
SUMS = "SHA256SUMS"


def main() -> None:
    """Write the vectors of each encoder and their checksum."""
    texts = [example.get(TEXT) for example in load_data(str(ROOT / "data" / "nlu.yml")).training_examples]
    for sums in sorted(FOLDER.glob(f"*/{SUMS}")):
        encoder = Encoder(sums.parent)
        target = sums.parent / NAME
        Remembered(target, encoder.name, encoder.encode).write(texts, target)
        others = [line for line in sums.read_text(encoding="utf-8").splitlines() if not line.endswith(NAME)]
        digest = hashlib.sha256(target.read_bytes()).hexdigest()
        sums.write_text("\n".join([*others, f"{digest}  {NAME}"]) + "\n", encoding="utf-8")
        print(f"{target}: {len(texts)} examples, {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
