"""Site configurations of FiveFilters (Full-Text RSS) as rule files: read, translated line by line, reported on."""
