"""Reading and writing files: bounded whatever a file claims to be, and knowing no operation."""
