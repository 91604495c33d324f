"""What a reader gets: the report, the page, the charts, the lines of the terminal, the exchange formats."""
