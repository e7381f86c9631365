"""Help for those who write rules: what happened to a page (`explain`, `page`), what rule files claim (`ruletest`)."""
