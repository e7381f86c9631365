"""cleaner as a step of other libraries' pipelines, a module each: none is imported until it is asked for."""
