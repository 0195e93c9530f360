"""The article that every answer rests on, by passage."""

from __future__ import annotations

from pathlib import Path

import pydantic

from bot import repeats, yamlfile

ARTICLE = Path("data", "article.yml")


class _Frozen(pydantic.BaseModel):
    class Config:
        """What the article says does not change while the bot runs."""

        extra = "forbid"
        frozen = True
        min_anystr_length = 1


class Passage(_Frozen):
    """A part of the article, word for word; `section` is the list heading it stands under, if any."""

    id: str
    heading: str
    text: str
    section: str | None = None

    def words(self) -> str:
        """Return all that the article says in this passage, its headings included."""
        return "\n".join(part for part in (self.section, self.heading, self.text) if part)


class Article(_Frozen):
    """The article's passages, in its own order."""

    title: str
    passages: tuple[Passage, ...]

    def passage(self, passage_id: str) -> Passage:
        """Return the passage of that id.

        Raises:
            KeyError: the article has no such passage; the message names those that it has.
        """
        for passage in self.passages:
            if passage.id == passage_id:
                return passage
        raise KeyError(f"no passage {passage_id!r}; the article has {', '.join(self.ids)}")

    @property
    def ids(self) -> tuple[str, ...]:
        """The passages' ids, in the article's order."""
        return tuple(passage.id for passage in self.passages)


def load_article(root: Path) -> Article:
    """Read `data/article.yml` in `root`.

    Raises:
        bot.yamlfile.DataError: the file is not valid, or two passages have one id.
    """
    path = root / ARTICLE
    article = yamlfile.load(path, Article)
    repeats.refuse(path, "passages", "id")
    return article
