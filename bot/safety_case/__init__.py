"""The safety case as data: labelled messages, the figures and floors measured on them, the hazard log."""
