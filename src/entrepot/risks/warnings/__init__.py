"""Early warning: which monthly series of trade have just moved unusually far, and far enough to matter."""
