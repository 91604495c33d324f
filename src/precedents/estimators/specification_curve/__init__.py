"""Every reasonable way to specify a regression: which outcome, treatment, controls and sample, all fitted and compared."""
