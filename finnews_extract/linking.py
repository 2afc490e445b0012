def link_names(text, folded, names, master, day, title): return []
def link(name, hint=None): return []
