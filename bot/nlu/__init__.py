"""Rasa graph components that read a message: its topic, its aspect, its urgency."""
