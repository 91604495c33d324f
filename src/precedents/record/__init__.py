"""The record: published data sets compiled into tables, each column traceable to a source."""
