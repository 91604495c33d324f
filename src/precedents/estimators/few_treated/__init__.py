"""Inference where few were treated: by counting out who else might have been, not by large samples."""
