"""Panels: who is observed when, and what is known of them, without a row lost, doubled or invented."""
