"""Whom it is for: cases, episodes, prisons, consent."""
