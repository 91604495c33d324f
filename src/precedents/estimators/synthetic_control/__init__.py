"""What would have happened to the treated unit, told by a mixture of units that were not treated?"""
