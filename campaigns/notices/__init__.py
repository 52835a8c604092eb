"""Dates of cases that organisers are told of: whose job each is, when it is time, and how it is said."""
