"""From rows of a campaign file to rows of the database and back, one description for both ways."""
