"""Reasoning from precedent: how the cited cases lie in the class of all comparable ones."""
