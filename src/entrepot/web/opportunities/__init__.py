"""A region's opportunities: where more could be sold, what could be taken up, and how exports could be spread."""
