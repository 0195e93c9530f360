"""What a message costs as a conversation grows: `python benchmarks/conversation_length.py`.

Prints, for each stretch of turns, the median, fifth and ninety-fifth percentile of the milliseconds from message to
reply, in process, with conversations in a SQLite file; and the ratio of the last median to the first.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from bot.logs import configure_logging
from bot.service import running

ROOT = Path(__file__).parents[1]
QUESTIONS = (
    "does it hurt?",
    "how long does that last?",
    "how likely is an infection?",
    "thanks",
    "my knee is a bit sore",
)
TURNS = 400
STRETCH = 50


async def measure() -> list[float]:
    """Return the milliseconds that each turn took."""
    took = []
    with tempfile.TemporaryDirectory() as folder:
        async with running(ROOT, f"{folder}/conversations.db") as service:
            for turn in range(TURNS):
                start = time.perf_counter()
                await service.assistant.reply("one long conversation", QUESTIONS[turn % len(QUESTIONS)])
                took.append((time.perf_counter() - start) * 1000)
    return took


def main() -> None:
    """Measure and print."""
    configure_logging()
    took = asyncio.run(measure())
    stretches = [took[start : start + STRETCH] for start in range(0, TURNS, STRETCH)]
    for number, stretch in enumerate(stretches):
        cuts = statistics.quantiles(stretch, n=20)
        turns = f"turns {number * STRETCH + 1}-{(number + 1) * STRETCH}"
        print(f"{turns:16s} median {statistics.median(stretch):6.1f} ms  ({cuts[0]:.1f}-{cuts[-1]:.1f})")
    print(f"last / first median: {statistics.median(stretches[-1]) / statistics.median(stretches[0]):.2f}")


if __name__ == "__main__":
    main()
