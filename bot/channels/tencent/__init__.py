"""What the four Tencent channels share on the wire: envelope, callback, calls, error codes, splitting, cards, budgets."""
