"""Messages between topics, for tests in which the bot must ask; `test_trained.py` checks that they still are."""

UNCLEAR = "gains risk"
STILL_UNCLEAR = "benefits safety"
