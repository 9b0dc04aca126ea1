"""How good predictions are, where they fail, and what can be relied on: functions over predictions."""
