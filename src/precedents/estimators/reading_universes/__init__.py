"""How any multiverse is read: which choices move the answer, which separate its sides, and what is nearest to the author."""
