"""Writes of what people do. Each function owns its transaction and the whole change of a state."""
