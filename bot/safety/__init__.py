"""Safety: what a message reports and how urgently a professional must see it."""

from bot.safety.after_alarm import after_alarm
from bot.safety.assess import assess
from bot.safety.assessment import Assessment, Finding, Said, Urgency
from bot.safety.rules import Flag, load_rules, rules

__all__ = ["Assessment", "Finding", "Flag", "Said", "Urgency", "after_alarm", "assess", "load_rules", "rules"]
