"""The regression tables of the field: several families, errors by two conventions, each by its name."""
