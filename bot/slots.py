"""The names of the slots in `domain.yml`."""

TOPIC = "topic"
ASPECT = "aspect"
ALARM = "alarm"
PLAN = "plan"
ERASE = "erase_requested"
