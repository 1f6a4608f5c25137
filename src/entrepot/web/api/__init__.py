"""The same answers for programs: measures, their explanations, figures, flows and papers, read only."""
