"""Development tool: writes the vectors of data/nlu.yml beside each encoder, so that no training has to encode them.

To be run in the bot's own environment after `tools/export_encoder.py` (for the one encoder that is new: name it), and
after large changes in data/nlu.yml (for both). What the encoder has encoded already is kept; to encode all of them
takes minutes, most of an hour on slow machines:

    .venv/bin/python tools/remember_examples.py mpnet
"""

from __future__ import annotations

import argparse
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
    """Write the vectors of the encoders that are named, or of all, and their checksums."""
    parser = argparse.ArgumentParser(description="Write the vectors of data/nlu.yml beside an encoder.")
    names = sorted(sums.parent.name for sums in FOLDER.glob(f"*/{SUMS}"))
    parser.add_argument("encoder", nargs="*", metavar="|".join(names), help="all if none is named")
    chosen = parser.parse_args().encoder or names
    texts = [example.get(TEXT) for example in load_data(str(ROOT / "data" / "nlu.yml")).training_examples]
    for name in chosen:
        encoder = Encoder(FOLDER / name)
        target, sums = FOLDER / name / NAME, FOLDER / name / SUMS
        known = target.read_bytes() if target.is_file() else b""
        Remembered(target, encoder.name, encoder.encode, known=known).write(texts, target)
        others = [line for line in sums.read_text(encoding="utf-8").splitlines() if not line.endswith(NAME)]
        digest = hashlib.sha256(target.read_bytes()).hexdigest()
        sums.write_text("\n".join([*others, f"{digest}  {NAME}"]) + "\n", encoding="utf-8")
        print(f"{target}: {len(texts)} examples, {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
