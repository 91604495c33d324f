"""One way a finding could be wrong, a module; each is handed a `refit` callable and returns a Doubt."""
