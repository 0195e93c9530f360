"""Messages between topics, for tests in which the bot must ask; `test_trained.py` checks that they still are."""

UNCLEAR = "safety bug"
STILL_UNCLEAR = "growth gains"
