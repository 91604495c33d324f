"""How long until something ends: curves, comparisons, and what moves the hazard; rows may begin late and end early."""
