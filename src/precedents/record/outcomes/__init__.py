"""The library of outcomes: what followed a case, worked out from the record for every table of cases."""
