"""Charts as Vega-Lite specifications with their data: built here, drawn by the page, each with a table behind it."""
