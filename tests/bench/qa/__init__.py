"""How well the question search finds, and how fast: measured on a folder of questions that is no part of the project."""
