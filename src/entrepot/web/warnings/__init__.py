"""Early warning and its back-tests, as pages and as a section for other pages."""
