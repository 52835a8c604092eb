"""Reading a document in the admin: its text, what was found in it, and what is made of it."""
