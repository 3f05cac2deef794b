"""Judging by a rubric, whatever is judged: what features register of theirs, how a panel is set up, and who is asked."""
