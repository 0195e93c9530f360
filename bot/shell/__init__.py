"""The testing shell: what a patient would see and, beside it, what the bot understood."""
