"""What is compiled is kept, whatever the machine is told: each program that tests start would compile the house anew, for two seconds
of CPU."""

import os
import sys

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
