"""What if: declarations of what differs from the data, and the answers to them."""
