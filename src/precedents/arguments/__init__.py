"""The reading of argument files, and the rule that turns findings into verdicts."""
