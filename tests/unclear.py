"""Messages between topics, for tests in which the bot must ask; `test_trained.py` checks that they still are."""

UNCLEAR = "risk future"
STILL_UNCLEAR = "safety recovery"
