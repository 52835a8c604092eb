"""What is measured, never asserted in a test: figures are ratios of one run. `make bench` runs all."""
