"""What people do: campaigns, pickets, statements, letters."""
