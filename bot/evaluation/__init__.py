"""How well the bot understands labelled messages: asking it, counting, cross-validating, reporting."""
