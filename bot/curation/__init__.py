"""The curator's loop: real messages that the bot was unsure of, labelled, become training examples."""
