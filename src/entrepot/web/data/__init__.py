"""What the lake holds, and what comes into it."""
