"""Recall and precision of what reading proposes, on labelled texts: the seeds, and samples of our own."""
