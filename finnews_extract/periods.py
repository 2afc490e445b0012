def find_periods(text, folded, day, calendar, protected): return [], []
def parse_period(text, published=None): return None
