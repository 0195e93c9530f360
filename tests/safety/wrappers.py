"""What patients write around a red flag, and what typing does to it; each wrapper leaves what it reports as it was."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable

Wrapper = Callable[[str], str]

_TALK = "The staff were lovely and the tea was warm. "
_LINE = 60  # characters after which mail programs break lines, roughly

_TEMPLATES = {
    "politeness before": [
        "Hello, I hope you are well. {}",
        "Hi there, sorry to bother you, {}",
        "Good morning doctor. {}",
        "Please can you help me? {}",
        "hi {}",
    ],
    "politeness after": [
        "{} Thank you so much for your time.",
        "{} thanks",
        "{}, please advise",
        "{}. Kind regards, Margaret",
        "{}\n\nSent from my phone",
        "{} x",
    ],
    "a backstory before": [
        "I had my stem cell treatment last Tuesday and all went well. {}",
        "I'm 54 and had stem cells in my knee three weeks ago. {}",
        "Twenty years ago I had my hip replaced. {}",
        "My appointment was on Monday and the nurse was very kind, {}",
        "I was fine until lunchtime. {}",
    ],
    "a backstory after": [
        "{} I had my injection on Monday and the nurse was very kind.",
        "{}. I'm 72, on blood pressure tablets and allergic to penicillin.",
        "{} - I'm 54 and live alone",
        "{}. My sister had stem cells too, years ago, and she is fine.",
    ],
    "a question before": [
        "What are stem cells? Also {}",
        "How likely is an infection? Also, {}",
        "Can stem cells cause cancer? {}",
        "Should I be worried? {}",
        "I have a question. {}",
    ],
    "a question after": [
        "{}. Is that normal?",
        "{} is this normal",
        "{}. What are stem cells?",
        "{}. Could the cells have caused it?",
        "{} - what shall I do",
        "{} and also how much does it cost?",
    ],
    "a question around": [
        "Quick question, {}, should I worry?",
        "What are stem cells? Also {} Is that normal?",
    ],
    "a question in the same breath": ["{}, is that normal?", "{} - is this ok?", "{}, should I worry"],
    "a denial before": [
        "no fever but {}",
        "No rash, no swelling. But {}",
        "I don't have a fever, but {}",
        "It's not infected but {}",
        "no redness, no pus, just {}",
    ],
    "somebody else's voice": [
        'My wife asked me to write this for her: "{}"',
        "my mum says {}",
        "From my husband: {}",
        "my daughter is typing this for me. {}",
    ],
    "somebody else quoted": ["I'm writing for my neighbour, who says: {}"],
    "emoji": ["😭😭 {} 🙏", "🚑{}🚑", "😰 {}", "{} 😭"],
    "white space": ["   {}   ", "\n\n{}\n\n", "\t{}", "{}\n"],
    "marks": ["{}!!!", "{}...", "({})", "- {}", "...{}"],
    "the start of a long text": ["{}. " + _TALK * 80],
    "the end of a long text": [_TALK * 80 + "{}"],
    "the middle of a long text": [_TALK * 40 + "{}. " + _TALK * 40],
    "the middle of a sentence": ["the staff were lovely and also {} and also the tea was warm"],
}


def _template(template: str) -> Wrapper:
    return lambda sentence: template.replace("{}", sentence)


def without_apostrophes(sentence: str) -> str:
    """Leave them out, as most people do on a phone."""
    return sentence.replace("'", "")


def without_marks(sentence: str) -> str:
    """Take out every mark but apostrophes and those within a number."""
    if re.search(r"\d[.,/]\d", sentence):
        return sentence
    return " ".join(re.sub(r"[^\w\s']", " ", sentence).split())


def broken_into_lines(sentence: str) -> str:
    """Break the lines of a letter as a mail program does."""
    letter = f"I am writing to you because of the injection that I had at your clinic on Monday. {sentence}"
    return textwrap.fill(letter, _LINE)


WRAPPERS: dict[str, list[Wrapper]] = {
    **{kind: [_template(template) for template in templates] for kind, templates in _TEMPLATES.items()},
    "capitals": [str.upper],
    "no capitals": [str.lower],
    "no apostrophes": [without_apostrophes],
    "typographic apostrophes": [lambda sentence: sentence.replace("'", "’")],
    "no marks": [without_marks, lambda sentence: without_apostrophes(without_marks(sentence))],
    "broken lines": [broken_into_lines],
}
