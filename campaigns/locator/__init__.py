"""The picture of where a picket is: coasts, borders and towns from data in the repository, a red mark, a scale."""
