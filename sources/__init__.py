"""What we rely on: documents, claims, people, questions."""
