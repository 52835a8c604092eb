"""What other programs read of pickets: calendars to subscribe to, news, and a list for other sites."""
