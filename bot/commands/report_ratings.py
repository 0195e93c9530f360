"""`bot report --ratings`: which answers patients found helpful."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from bot.channels.web_store import Ratings, read_ratings
from bot.counts import Count


def run(path: Path, *, since: datetime | None, as_json: bool, console: Console) -> None:
    """List the ratings kept at `path` by topic and aspect; say so where there are none.

    Raises:
        bot.channels.web_store.RatingsNotReadError: there is no such file, or it cannot be read.
    """
    found = read_ratings(path, since=since)
    if as_json:
        for ratings in found:
            print(json.dumps(asdict(ratings)))
    elif found:
        console.print(_table(found))
        console.print(f"Ratings: {sum(each.helped + each.did_not for each in found)}", highlight=False)
    else:
        which = "such ratings" if since else "ratings"
        console.print(f"No {which} in {path}.", highlight=False, soft_wrap=True)


def _table(found: Sequence[Ratings]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("Topic", overflow="fold")
    table.add_column("Aspect", overflow="fold")
    for heading in ("Helped", "Did not"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Share that helped (95 %)", no_wrap=True)
    for each in found:
        count = Count(each.helped, each.helped + each.did_not)
        low, high = count.interval()
        share = f"{count.percent:.0f} % ({100 * low:.0f}–{100 * high:.0f})"
        table.add_row(
            each.topic or "–", each.aspect or "in general", str(each.helped), str(each.did_not), share
        )
    return table
