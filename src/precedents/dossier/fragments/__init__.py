"""What each fragment of the page shows, worked out from the report; the templates only set it."""
