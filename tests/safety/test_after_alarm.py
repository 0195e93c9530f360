"""After an alarm: help is on its way, or it was a mistake."""

import pytest

from bot.safety import after_alarm


@pytest.mark.parametrize(
    "text",
    [
        "ok ringing them now",
        "ive rang 999",
        "ambulance is here",
        "on my way to A&E",
        "ambulance on its way",
        "I've called 999, they are coming",
        "paramedics are with us",
        "My wife is calling an ambulance",
        "we're at the hospital now",
        "just spoke to 111",
        "In the car going to hospital",
        "the doctor is seeing me now",
        "help is coming",
        "calling now",
        "yes i phoned my gp",
        "I'm talking to the samaritans",
        "thanks, my mum is taking me to the ER",
        "crisis team are here",
    ],
)
def test_a_patient_says_that_help_is_on_its_way(text):
    assert after_alarm(text) == "helped"


@pytest.mark.parametrize(
    "text",
    [
        "sorry that was my kid messing about",
        "false alarm",
        "nobody's ill",
        "i was joking",
        "sorry, wrong chat",
        "that was a typo",
        "just testing",
        "pressed the wrong button",
        "ignore that, my son had my phone",
        "I didn't mean that",
        "no one is hurt, it was a test",
    ],
)
def test_a_patient_says_that_it_was_a_mistake(text):
    assert after_alarm(text) == "mistake"


@pytest.mark.parametrize(
    "text",
    [
        "should I call 999?",
        "I can't call an ambulance",
        "I don't want an ambulance",
        "how do I ring the clinic",
        "what is an infection",
        "it hurts",
        "no",
        "is it safe",
        "nobody is answering at the clinic",
        "my throat is closing",
        "what number do i call",
        "can I take ibuprofen",
        "when is the clinic open",
        "I saw my doctor last week",
        "thanks",
    ],
)
def test_a_patient_says_neither(text):
    assert after_alarm(text) is None


@pytest.mark.parametrize(
    "text", ["its not an emergency", "I'm ok, it was nothing", "I'm fine really, it was only short"]
)
def test_playing_it_down_closes_no_alarm(text):
    assert after_alarm(text) is None
