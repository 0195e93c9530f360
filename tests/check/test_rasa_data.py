"""What Rasa's own validation finds is reported."""

import pytest

from bot.check.rasa_data import check, findings

CONFIG = """recipe: default.v1
assistant_id: trial
language: en
pipeline: []
policies:
  - name: RulePolicy
"""
DOMAIN = """version: "3.1"
intents: [privacy]
responses:
  utter_privacy:
    - text: Nothing is kept.
"""
NLU = """version: "3.1"
nlu:
- intent: privacy
  examples: |
    - what do you keep
- intent: weather
  examples: |
    - will it rain
"""
RULES = """version: "3.1"
rules:
  - rule: privacy
    steps:
      - intent: privacy
      - action: utter_privacy
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    root = tmp_path_factory.mktemp("project")
    (root / "data").mkdir()
    for file, text in {"config": CONFIG, "domain": DOMAIN, "data/nlu": NLU, "data/rules": RULES}.items():
        (root / f"{file}.yml").write_text(text, encoding="utf-8")
    return list(check(root))


def test_an_intent_that_the_domain_does_not_know_is_a_problem(found):
    assert any("'weather'" in problem.message for problem in found)


def test_nothing_else_is_found(found):
    assert [problem for problem in found if "weather" not in problem.message] == []


def test_a_file_that_rasa_refuses_is_named_with_its_line():
    output = (
        "YamlValidationException: Failed to validate 'data/nlu.yml'. Here are the errors:\n"
        "  in data/nlu.yml:2:\n      Key 'intnt' was not defined. Path: '/nlu/0'\n"
    )
    (problem,) = findings(output)
    assert (problem.file, problem.line) == ("data/nlu.yml", 2)
    assert "Key 'intnt' was not defined" in problem.message


def _unused(reply):
    said = f"The utterance '{reply}' is not used in any story or rule."
    return f"/site-packages/rasa/shared/utils/io.py:100: UserWarning: {said}"


def test_a_reply_that_the_dialogue_policy_says_need_not_stand_in_a_story():
    assert list(findings(_unused("utter_emergency"))) == []


def test_a_reply_that_nothing_says_is_a_problem():
    (problem,) = findings(_unused("utter_emergencyy"))
    assert "utter_emergencyy" in problem.message


def test_another_librarys_warning_is_no_problem():
    assert list(findings("/site-packages/keras/utils.py:206: UserWarning: old")) == []
