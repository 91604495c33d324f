"""Use cases: the one place where the rooms meet."""
