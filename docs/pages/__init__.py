"""One function for each generated page: declarations in, Markdown out."""
