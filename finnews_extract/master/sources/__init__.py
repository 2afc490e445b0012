"""Where rows come from beside the embedded tables: akshare's functions and files with their columns."""
