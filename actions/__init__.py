"""The custom actions, run in process by `bot` and over HTTP by `rasa run actions`."""
