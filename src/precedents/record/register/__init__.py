"""The register of interventions: codings of several sources, linked into cases. The rule stands in ``rule.py``."""
