"""Who may sign in to organise."""
