"""A paper as a page: regions and studies are the same thing looked at twice."""
