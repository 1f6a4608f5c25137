"""The observatory: pages over the workbench, one folder for each family of pages."""
