"""The map of ties: its rows, its drawing, and its files for others."""
