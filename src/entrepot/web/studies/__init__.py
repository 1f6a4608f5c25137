"""Whole papers: read, run, downloaded."""
