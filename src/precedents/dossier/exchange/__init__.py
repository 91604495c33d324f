"""The dossier in the formats of others: fact-checkers, argument maps, data tables, bibliographies.

One format a module; each has one function that takes the report and gives files, name by name. To add one:
write the module, name its function in :data:`precedents.dossier.exchange.render.FORMATS`, and test it with a
reader that somebody else wrote.
"""
