def find_headings(folded): return []
