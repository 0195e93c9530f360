"""A reply can be read by those who read little."""

from bot.check.reading import grade

HARD = (
    "Comprehensive understanding of potential complications necessitates considerable interdisciplinary "
    "deliberation involving appropriately credentialed professionals and sufficiently informed individuals."
)


def test_a_reply_that_is_hard_to_read_is_named_with_its_line(project):
    line = project.change(
        "domain.yml",
        "Done. The messages of this conversation have been deleted.",
        HARD,
        after="utter_forgotten",
    )
    problem = project.problem()
    assert (problem.file, problem.line) == ("domain.yml", line)
    assert "utter_forgotten reads at grade" in problem.message


def test_short_words_in_short_sentences_have_a_low_grade():
    assert grade("It can be sore. Call your clinic if it does not stop.") < 5
    assert grade(HARD) > 15
