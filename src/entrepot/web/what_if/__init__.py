"""What if: a scenario built in a form, its outcome, and several side by side."""
