def merge(m,x): return m
