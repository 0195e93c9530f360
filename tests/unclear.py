"""Messages between topics, for tests in which the bot must ask; `test_trained.py` checks that they still are."""

UNCLEAR = "bones after"
STILL_UNCLEAR = "results body"
