"""Against what other software and publishers made: a package, so that its modules may be called as those of tests/unit."""
