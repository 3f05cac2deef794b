"""Care: from a rule that fires to a case with an owner, what was done, and an outcome the rule itself looks at again."""
