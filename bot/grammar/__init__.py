"""What people type: command lines, references, times; and the shapes of patient data."""
