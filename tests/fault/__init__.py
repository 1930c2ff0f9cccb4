"""Faults: killed runs, full disks, calls of the system that fail, other hands on the file."""
