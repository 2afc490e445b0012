def find_figures(text, folded, protected, default_currency="CNY"): return [], []
def parse_quantity(text): return None
