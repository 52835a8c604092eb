"""Notifications of browsers (RFC 8030): who we are to push services, sealing, and sending."""
