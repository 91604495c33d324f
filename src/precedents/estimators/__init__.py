"""One method a module; functions on arrays that return small frozen values."""
