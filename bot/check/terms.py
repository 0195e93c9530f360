"""Checks that a reply uses no medical word that its passages do not hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import pydantic

from bot import yamlfile
from bot.article import Article
from bot.check.problem import Problem
from bot.check.stems import stems
from bot.check.variations import DOMAIN, Variation

_NOT_MENTIONED = re.compile(
    r"\bThe article does not mention (?:(?!(?:but|may|can|you|it)\b)\w+,? ){0,7}\w+\.", re.IGNORECASE
)
_FILE = Path(__file__).with_name("medical_terms.yml")


class _Strict(pydantic.BaseModel):
    class Config:
        extra = "forbid"
        frozen = True
        min_anystr_length = 1


class SameMeaning(_Strict):
    """Plain words for what the article says in its own."""

    article: str
    plain: tuple[str, ...]


class MedicalTerms(_Strict):
    """The medical words to look for, and the plain words that may stand for the article's own."""

    same_meaning: tuple[SameMeaning, ...]
    terms: dict[str, tuple[str, ...]]

    def all_terms(self) -> Iterator[str]:
        """Yield each term, whatever its heading."""
        for terms in self.terms.values():
            yield from terms


@lru_cache(maxsize=1)
def load_terms() -> MedicalTerms:
    """Read `medical_terms.yml` beside this file.

    Raises:
        bot.yamlfile.DataError: the file is not valid.
    """
    return yamlfile.load(_FILE, MedicalTerms)


def check(variations: Iterable[Variation], article: Article, vocabulary: MedicalTerms) -> Iterator[Problem]:
    """Yield a problem for each medical word of a reply that its passages hold in no wording, plain or own.

    Words in a sentence "The article does not mention …." claim nothing, and are let be.
    """
    wanted = {_key(term): term for term in vocabulary.all_terms()}
    held = {passage.id: _key(passage.words()) for passage in article.passages}
    own_words = _own_words(vocabulary)
    for variation in variations:
        if variation.sources is None:
            continue
        passages = [held[source] for source in variation.sources if source in held]
        said = _key(_NOT_MENTIONED.sub(" ", variation.words))
        for key, term in wanted.items():
            meant = (key, *own_words.get(key, ()))
            if key in said and not any(words in passage for words in meant for passage in passages):
                where = ", ".join(variation.sources) or "none named"
                yield Problem(
                    str(DOMAIN),
                    variation.line_holding(term),
                    f"the medical term {term!r} is in none of the reply's passages ({where}); "
                    "name the passage that holds it, or say it in the article's words",
                )


def _own_words(vocabulary: MedicalTerms) -> dict[str, list[str]]:
    """Return, for the key of each plain word, the keys of what it may stand for in the article."""
    own: dict[str, list[str]] = {}
    for meaning in vocabulary.same_meaning:
        for plain in meaning.plain:
            own.setdefault(_key(plain), []).append(_key(meaning.article))
    return own


def _key(text: str) -> str:
    """Return the stems of `text` between spaces, so that `in` finds whole words only."""
    return f" {' '.join(stems(text))} "
