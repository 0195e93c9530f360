"""The work behind each `bot` command; imported only when the command runs, so that `bot --help` is quick."""
