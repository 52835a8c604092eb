"""What a file says: bytes in, numbered paragraphs and proposals out. No database, no network, no Django.

`guard.read_guarded` runs all of it in a child process with limits; nothing else should call the readers.
"""
