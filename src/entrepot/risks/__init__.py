"""What threatens a region's trade: from measures to findings with their evidence, to warnings, to what may be done."""
