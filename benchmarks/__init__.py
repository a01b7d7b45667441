"""What Parley costs, measured against a bare peer in the same run; see README.md beside this."""
