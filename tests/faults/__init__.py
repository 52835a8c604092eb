"""What goes wrong in the real world, done on purpose."""
