"""Changes of documents, claims, names and ties: each function owns its transaction."""
