"""The names of the slots in `domain.yml`."""

TOPIC = "topic"
ASPECT = "aspect"
ALARM = "alarm"
ERASE = "erase_requested"
