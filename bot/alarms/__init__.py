"""The audit record of alarms: what was raised, when, by whom of the voters, and nothing that a patient wrote."""
