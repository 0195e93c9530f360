"""Messages between topics, for tests in which the bot must ask; `test_trained.py` checks that they still are."""

UNCLEAR = "cells healing"
STILL_UNCLEAR = "serum risk"
