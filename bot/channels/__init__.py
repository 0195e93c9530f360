"""Channels: each turns what its platform sends into (sender, text), and a reply into the platform's form."""
